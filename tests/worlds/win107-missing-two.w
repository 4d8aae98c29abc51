world 1
about all that are missing are told, and the first is named
from Microsoft "NTSTATUS Values": 0xC0000135 STATUS_DLL_NOT_FOUND
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import gone.dll
	import liba.dll
	import lost.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	missing gone.dll
	load liba.dll => /C/app/liba.dll by app-dir
	missing lost.dll
	stop The code execution cannot proceed because gone.dll was not found (0xC0000135)
