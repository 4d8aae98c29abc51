world 1
about the Windows directory comes before the current directory
from Microsoft "Dynamic-link library search order", standard search order: the Windows folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/Windows/liba.dll
pe /C/here/liba.dll
dir /C/Windows/System32
cwd /C/here
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/liba.dll by windows-dir
