world 1
about the 16-bit system directory comes before the Windows directory
from Microsoft "Dynamic-link library search order", standard search order: the 16-bit system folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/Windows/System/liba.dll
pe /C/Windows/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/System/liba.dll by system-16
