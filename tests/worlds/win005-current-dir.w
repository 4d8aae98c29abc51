world 1
about the current directory comes before PATH
from Microsoft "Dynamic-link library search order", standard search order: the current folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/here/liba.dll
pe /C/one/liba.dll
dir /C/Windows/System32
cwd /C/here
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/here/liba.dll by current-dir
