world 1
about a library that is an assembly by itself: its manifest is resource 1
from Microsoft "Assembly Searching Sequence": the resource ID must be equal to 1
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import MyCo.Lib.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
pe /C/app/MyCo.Lib/MyCo.Lib.DLL
	manifest-id 1
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"MyCo.Lib.dll\"/></assembly>"
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load MyCo.Lib.dll => /C/app/MyCo.Lib/MyCo.Lib.DLL by side-by-side
