world 1
about an assembly comes before the known DLLs
from Microsoft "Dynamic-link library search order": SxS manifest redirection, then known DLLs
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import gdiplus.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
text /C/app/MyCo.Lib/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"gdiplus.dll\"/></assembly>"
pe /C/app/MyCo.Lib/gdiplus.dll
pe /C/Windows/System32/gdiplus.dll
ask tree /C/app/prog.exe
expect
	load gdiplus.dll => /C/app/MyCo.Lib/gdiplus.dll by side-by-side
