world 1
about a manifest may list files that are private to the program
from Microsoft "Application Manifests": may also describe metadata for files that are private to the application
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<file name=\"liba.dll\"/></assembly>"
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by side-by-side
