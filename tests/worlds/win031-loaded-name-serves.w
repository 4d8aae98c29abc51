world 1
about a library that is loaded serves every later request for its name
from Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/app/liba.dll
	import libb.dll
	load-flags 0x800
pe /C/app/libb.dll
pe /C/Windows/System32/libb.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/Windows/System32/libb.dll by system-dir
