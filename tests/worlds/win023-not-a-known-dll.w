world 1
about a library of the system that is not known yields to one beside the program
from Microsoft "Dynamic-link library search order": version.dll is not among the known DLLs
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import VERSION.dll
pe /C/app/version.dll
pe /C/Windows/System32/version.dll
ask tree /C/app/prog.exe
expect
	load VERSION.dll => /C/app/version.dll by app-dir
