world 1
about flags say where to search; a known DLL is not searched for
from Microsoft "Dynamic-link library search order", Known DLLs: the system uses its copy; Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import KERNEL32.dll
	load-flags 0x200
ask tree /C/app/prog.exe
expect
	load KERNEL32.dll => C:\Windows\System32\KERNEL32.dll by known-dll
