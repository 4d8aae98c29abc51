world 1
about two libraries may import each other
from Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/app/liba.dll
	import libb.dll
	export f
pe /C/app/libb.dll
	import liba.dll
	export f
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
