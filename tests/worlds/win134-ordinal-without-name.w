world 1
about a function without a name is imported by its ordinal, and may be forwarded to another one
from Microsoft "PE Format", Export Address Table; "#9" names an ordinal
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll @7
pe /C/app/liba.dll
	export f
	forward @7 libb.#9
	forward g libc.f
pe /C/app/libb.dll
	export @9
pe /C/app/libc.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
