world 1
about a known DLL is taken from the system directory, whatever lies beside the program
from Microsoft "Dynamic-link library search order", Known DLLs: the system uses its copy
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import kernel32.dll
pe /C/app/kernel32.dll
pe /C/Windows/System32/kernel32.dll
ask tree /C/app/prog.exe
expect
	load kernel32.dll => /C/Windows/System32/kernel32.dll by known-dll
