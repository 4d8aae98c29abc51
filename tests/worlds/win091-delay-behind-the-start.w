world 1
about what is delay-loaded comes behind all that the start needs
from Microsoft "Linker support for delay-loaded DLLs": the DLL is loaded at the first call of one of its functions
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	delay libd.dll
	import liba.dll
pe /C/app/libd.dll
	import libe.dll
pe /C/app/libe.dll
pe /C/app/liba.dll
	import libb.dll
pe /C/app/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
	load libd.dll => /C/app/libd.dll by app-dir
	load libe.dll => /C/app/libe.dll by app-dir
