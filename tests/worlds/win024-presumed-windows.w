world 1
about without a Windows in the tree its own libraries are presumed
from Microsoft "Dynamic-link library search order", Known DLLs: the system uses its copy; the system folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import KERNEL32.dll
	import VERSION.dll
	import WINSPOOL.DRV
ask tree /C/app/prog.exe
expect
	load KERNEL32.dll => C:\Windows\System32\KERNEL32.dll by known-dll
	load VERSION.dll => C:\Windows\System32\VERSION.dll by system-dir
	load WINSPOOL.DRV => C:\Windows\System32\WINSPOOL.DRV by system-dir
