world 1
about without safe search mode the directory of the program is first all the same
from Microsoft "Dynamic-link library search order", SafeDllSearchMode
live no documented, not measured: there is no Windows to ask
loader windows
unsafe-search
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/here/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
cwd /C/here
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
