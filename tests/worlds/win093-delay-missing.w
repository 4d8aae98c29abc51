world 1
about a delay-loaded library that is not there stops nothing
from Microsoft "Linker support for delay-loaded DLLs": the DLL is loaded at the first call of one of its functions; until then the program runs without it
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	delay gone.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
