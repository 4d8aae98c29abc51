world 1
about a forwarder that nobody binds to brings nothing
from Microsoft "PE Format", Export Address Table: forwarder RVA; Wine dlls/ntdll/loader.c find_forwarded_export
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll g
pe /C/app/liba.dll
	export g
	forward f libb.g
pe /C/app/libb.dll
	export g
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
