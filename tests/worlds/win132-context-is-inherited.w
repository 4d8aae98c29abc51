world 1
about a library without a manifest of its own shares the context of the library that asked for it
from Microsoft "Activation Contexts"; so measured with Wine
live no measured with Wine by hand
loader windows
pe /C/app/prog.exe
	program
	import libx.dll
pe /C/app/libx.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"priv\" version=\"1.0.0.0\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
	import libm.dll
pe /C/app/libm.dll
	import liby.dll
text /C/app/priv/priv.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"><assemblyIdentity type=\"win32\" name=\"priv\" version=\"1.0.0.0\"/><file name=\"liby.dll\"/></assembly>"
pe /C/app/priv/liby.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load libx.dll => /C/app/libx.dll by app-dir
	load libm.dll => /C/app/libm.dll by app-dir
	load liby.dll => /C/app/priv/liby.dll by side-by-side
