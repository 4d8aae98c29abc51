world 1
about a library of the assembly's name without a manifest does not end the search for one
from Windows' own traces (Process Monitor, sxstrace); Microsoft "Assembly Searching Sequence" says that it does; the layout is that of registration-free COM
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
pe /C/app/MyCo.Lib.dll
text /C/app/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"liba.dll\"/></assembly>"
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by side-by-side
