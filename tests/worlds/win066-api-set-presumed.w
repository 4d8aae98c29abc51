world 1
about without a map the contract stands for itself
from Microsoft "Windows API sets": the name is an alias of a module of Windows
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import api-ms-win-crt-runtime-l1-1-0.dll
ask tree /C/app/prog.exe
expect
	load api-ms-win-crt-runtime-l1-1-0.dll => api-ms-win-crt-runtime-l1-1-0.dll by api-set
