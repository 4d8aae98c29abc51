world 1
about PATH may lead to another drive
from Microsoft "Dynamic-link library search order", standard search order: the directories of PATH
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /D/lib/liba.dll
dir /C/Windows/System32
env PATH=C:\one;D:\lib
ask tree /C/app/prog.exe
expect
	load liba.dll => /D/lib/liba.dll by path
