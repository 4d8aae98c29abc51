world 1
about an assembly of another version is not the one that was asked for
from Microsoft "Application Manifests", assemblyIdentity: exactly matches that of the assembly; "Assembly Manifests"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
text /C/app/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"2.0.0.0\"/><file name=\"liba.dll\"/></assembly>"
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	stop "The application has failed to start because its side-by-side configuration is incorrect (0xC0150002): /C/app/MyCo.Lib.manifest is of another assembly, or of another version, than the one that is asked for"
