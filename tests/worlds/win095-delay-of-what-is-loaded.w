world 1
about a library that is imported and delay-loaded is loaded once
from Microsoft "Linker support for delay-loaded DLLs": the DLL is loaded at the first call of one of its functions; Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	delay liba.dll
	import libb.dll
pe /C/app/libb.dll
	import liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load libb.dll => /C/app/libb.dll by app-dir
	load liba.dll => /C/app/liba.dll by app-dir
