world 1
about a file of the name of a contract beside the program is not used
from Microsoft "Dynamic-link library search order": API sets; "Universal CRT deployment"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import api-ms-win-crt-runtime-l1-1-0.dll
pe /C/app/api-ms-win-crt-runtime-l1-1-0.dll
	forward f ucrtbase.f
ask tree /C/app/prog.exe
expect
	load api-ms-win-crt-runtime-l1-1-0.dll => api-ms-win-crt-runtime-l1-1-0.dll by api-set
