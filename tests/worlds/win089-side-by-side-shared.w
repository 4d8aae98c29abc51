world 1
about a shared assembly of the WinSxS folder comes before a private one
from Microsoft "Assembly Searching Sequence": searches the WinSxS folder first
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\" publicKeyToken=\"0123456789abcdef\" processorArchitecture=\"amd64\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
text /C/Windows/WinSxS/Manifests/amd64_myco.lib_0123456789abcdef_1.0.0.0_none_0000000000000001.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\" publicKeyToken=\"0123456789abcdef\" processorArchitecture=\"amd64\"/><file name=\"liba.dll\"/></assembly>"
pe /C/Windows/WinSxS/amd64_myco.lib_0123456789abcdef_1.0.0.0_none_0000000000000001/liba.dll
text /C/app/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\" publicKeyToken=\"0123456789abcdef\" processorArchitecture=\"amd64\"/><file name=\"liba.dll\"/></assembly>"
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/WinSxS/amd64_myco.lib_0123456789abcdef_1.0.0.0_none_0000000000000001/liba.dll by side-by-side
