world 1
about a library that is not there stops the start
from Microsoft "NTSTATUS Values": 0xC0000135 STATUS_DLL_NOT_FOUND
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	missing liba.dll
	stop The code execution cannot proceed because liba.dll was not found (0xC0000135)
