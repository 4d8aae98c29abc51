world 1
about a library that is loaded serves an importer whose flags lead elsewhere
from Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import LibB.dll
	import liba.dll
pe /C/app/liba.dll
	import libb.dll
	load-flags 0x800
pe /C/app/libb.dll
pe /C/Windows/System32/libb.dll
ask tree /C/app/prog.exe
expect
	load LibB.dll => /C/app/libb.dll by app-dir
	load liba.dll => /C/app/liba.dll by app-dir
