world 1
about an assembly comes before what is loaded under that name: two copies
from Microsoft "Dynamic-link library search order": SxS manifest redirection, then the loaded-module list
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import libx.dll
	import liba.dll
pe /C/app/libx.dll
pe /C/app/liba.dll
	import libx.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
text /C/app/MyCo.Lib/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"libx.dll\"/></assembly>"
pe /C/app/MyCo.Lib/libx.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load libx.dll => /C/app/libx.dll by app-dir
	load liba.dll => /C/app/liba.dll by app-dir
	load libx.dll => /C/app/MyCo.Lib/libx.dll by side-by-side
