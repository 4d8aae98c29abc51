world 1
about a library may import the program by its name
from Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	export f
pe /C/app/liba.dll
	import PROG.EXE
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
