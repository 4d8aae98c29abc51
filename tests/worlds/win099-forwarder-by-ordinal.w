world 1
about a function that is imported by its ordinal may be forwarded as well
from Microsoft "PE Format", Export Address Table: forwarder RVA; Wine dlls/ntdll/loader.c find_forwarded_export; "#27" names an ordinal
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll @2
pe /C/app/liba.dll
	export e
	forward f libb.#1
pe /C/app/libb.dll
	export g
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
