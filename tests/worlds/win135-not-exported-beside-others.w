world 1
about what is not exported stops the start, whatever else is imported from that library
from Microsoft "PE Format", Import Address Table; Wine dlls/ntdll/loader.c import_dll
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll g
	import libb.dll
	import libc.dll
pe /C/app/liba.dll
	export g
pe /C/app/libb.dll
	import liba.dll f
pe /C/app/libc.dll
	delay liba.dll f
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
	load libc.dll => /C/app/libc.dll by app-dir
	stop The procedure entry point f could not be located in the dynamic link library /C/app/liba.dll (0xC0000139)
