world 1
about a manifest beside the program counts as well
from Microsoft "Dynamic-link library redirection"; "Application Manifests", File Name Syntax
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
text /C/app/prog.exe.manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"></assembly>"
pe /C/app/prog.exe.local/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
