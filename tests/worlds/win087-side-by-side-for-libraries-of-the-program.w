world 1
about the context of the program holds for what its libraries import
from Microsoft "Activation Contexts": the default context of the process; Microsoft "Dynamic-link library search order": SxS manifest redirection
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import libb.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
pe /C/app/libb.dll
	import liba.dll
text /C/app/MyCo.Lib/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"liba.dll\"/></assembly>"
pe /C/app/MyCo.Lib/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load libb.dll => /C/app/libb.dll by app-dir
	load liba.dll => /C/app/MyCo.Lib/liba.dll by side-by-side
