world 1
about an assembly for one language lies below the folder of that language
from Microsoft "Assembly Searching Sequence": <appdir>\<language-culture>\<assemblyname>\<assemblyname>.manifest
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\" language=\"fr-be\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
text /C/app/fr-be/MyCo.Lib/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\" language=\"fr-be\"/><file name=\"liba.dll\"/></assembly>"
pe /C/app/fr-be/MyCo.Lib/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/fr-be/MyCo.Lib/liba.dll by side-by-side
