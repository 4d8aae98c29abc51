world 1
about the system directory comes behind that of the program
from Microsoft "Dynamic-link library search order", standard search order: the system folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/Windows/System32/liba.dll
pe /C/Windows/System/liba.dll
pe /C/Windows/liba.dll
pe /C/here/liba.dll
cwd /C/here
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
