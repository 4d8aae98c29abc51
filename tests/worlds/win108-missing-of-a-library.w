world 1
about what a library imports may be missing
from Microsoft "NTSTATUS Values": 0xC0000135 STATUS_DLL_NOT_FOUND
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/app/liba.dll
	import gone.dll
pe /C/app/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	missing gone.dll
	load libb.dll => /C/app/libb.dll by app-dir
	stop The code execution cannot proceed because gone.dll was not found (0xC0000135)
