world 1
about a redirection comes before the assemblies
from Microsoft "Dynamic-link library search order": DLL redirection, then SxS manifest redirection; Microsoft "Dynamic-link library redirection", DevOverrideEnable
live no documented, not measured: there is no Windows to ask
loader windows
dev-override
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
pe /C/app/prog.exe.local/liba.dll
text /C/app/MyCo.Lib/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"liba.dll\"/></assembly>"
pe /C/app/MyCo.Lib/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/prog.exe.local/liba.dll by local
