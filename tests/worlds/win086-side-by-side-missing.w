world 1
about a program whose assembly is not there does not start
from Microsoft "Assembly Searching Sequence"; "Manifests"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	stop "The application has failed to start because its side-by-side configuration is incorrect (0xC0150002): the assembly MyCo.Lib, version 1.0.0.0, is not found"
