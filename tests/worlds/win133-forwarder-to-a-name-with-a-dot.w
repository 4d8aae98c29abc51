world 1
about a forwarder's module keeps its own ending
from Wine dlls/ntdll/loader.c build_import_name; so measured with Wine
live no measured with Wine by hand
loader windows
pe /C/app/prog.exe
	program
	import libb.dll f
pe /C/app/libb.dll
	forward f foo.drv.g
pe /C/app/foo.drv
	export g
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load libb.dll => /C/app/libb.dll by app-dir
	load foo.drv => /C/app/foo.drv by app-dir
