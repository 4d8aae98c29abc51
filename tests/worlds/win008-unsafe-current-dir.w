world 1
about without safe search mode the current directory comes before the system directory
from Microsoft "Dynamic-link library search order", SafeDllSearchMode: the current folder moves to the place behind that of the executable
live no documented, not measured: there is no Windows to ask
loader windows
unsafe-search
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/here/liba.dll
pe /C/Windows/System32/liba.dll
cwd /C/here
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/here/liba.dll by current-dir
