world 1
about an assembly may need another one
from Microsoft "Assembly Manifests", dependentAssembly; Microsoft "Assembly Searching Sequence"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
text /C/app/MyCo.Lib/MyCo.Lib.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Lib\" version=\"1.0.0.0\"/><file name=\"liba.dll\"/><dependency><dependentAssembly><assemblyIdentity type=\"win32\" name=\"MyCo.Base\" version=\"1.0.0.0\"/></dependentAssembly></dependency></assembly>"
text /C/app/MyCo.Base/MyCo.Base.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"MyCo.Base\" version=\"1.0.0.0\"/><file name=\"libb.dll\"/></assembly>"
pe /C/app/MyCo.Lib/liba.dll
pe /C/app/MyCo.Base/libb.dll
pe /C/app/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/MyCo.Lib/liba.dll by side-by-side
	load libb.dll => /C/app/MyCo.Base/libb.dll by side-by-side
