world 1
about delay imports are served in the order of the loaded modules
from Microsoft "Linker support for delay-loaded DLLs": the DLL is loaded at the first call of one of its functions
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	delay liby.dll
pe /C/app/liba.dll
	delay libx.dll
pe /C/app/libx.dll
pe /C/app/liby.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load liby.dll => /C/app/liby.dll by app-dir
	load libx.dll => /C/app/libx.dll by app-dir
