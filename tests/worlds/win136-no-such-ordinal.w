world 1
about an ordinal that the library does not have stops the start
from Microsoft "PE Format", Export Directory Table: Ordinal Base; [MS-ERREF] STATUS_ORDINAL_NOT_FOUND
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll @1
	import libb.dll
pe /C/app/liba.dll
	export @2 f
pe /C/app/libb.dll
	import liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
	stop The ordinal 1 could not be located in the dynamic link library /C/app/liba.dll (0xC0000138)
