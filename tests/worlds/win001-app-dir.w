world 1
about the directory of the program is searched first
from Microsoft "Dynamic-link library search order", standard search order: the folder from which the application loaded
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/app/liba.dll
pe /C/Windows/System32/liba.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
