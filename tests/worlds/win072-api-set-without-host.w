world 1
about a contract that nothing hosts is not searched for
from Microsoft "Windows API sets": ext- contracts may not be there; Wine dlls/ntdll/loader.c
live no documented, not measured: there is no Windows to ask
loader windows
apiset ext-ms-win-gaming-l1-1-0 = ""
pe /C/app/prog.exe
	program
	import ext-ms-win-gaming-l1-1-0.dll
pe /C/app/ext-ms-win-gaming-l1-1-0.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	missing ext-ms-win-gaming-l1-1-0.dll
	stop The code execution cannot proceed because ext-ms-win-gaming-l1-1-0.dll was not found (0xC0000135)
