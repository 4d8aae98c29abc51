world 1
about a library comes with what it imports before the next one of its importer
from Wine dlls/ntdll/loader.c fixup_imports, import_dll
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/app/liba.dll
	import libc.dll
	import libd.dll
pe /C/app/libb.dll
	import libd.dll
pe /C/app/libc.dll
	import libe.dll
pe /C/app/libd.dll
pe /C/app/libe.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libc.dll => /C/app/libc.dll by app-dir
	load libe.dll => /C/app/libe.dll by app-dir
	load libd.dll => /C/app/libd.dll by app-dir
	load libb.dll => /C/app/libb.dll by app-dir
