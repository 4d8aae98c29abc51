world 1
about a library that forwards a function that is bound brings the one that it forwards to
from Microsoft "PE Format", Export Address Table: forwarder RVA; Wine dlls/ntdll/loader.c find_forwarded_export
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll f
	import libc.dll
pe /C/app/liba.dll
	forward f libb.g
pe /C/app/libb.dll
	export g
pe /C/app/libc.dll
	export f
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
	load libc.dll => /C/app/libc.dll by app-dir
