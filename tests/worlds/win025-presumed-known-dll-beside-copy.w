world 1
about a presumed known DLL is taken before a copy beside the program
from Microsoft "Dynamic-link library search order", Known DLLs: the system uses its copy
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import msvcrt.dll
pe /C/app/msvcrt.dll
ask tree /C/app/prog.exe
expect
	load msvcrt.dll => C:\Windows\System32\msvcrt.dll by known-dll
