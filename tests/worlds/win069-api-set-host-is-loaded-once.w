world 1
about two contracts of one host, and the host by its own name
from Microsoft "Windows API sets"; Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
apiset api-ms-win-core-file-l1-1-0 = kernelbase.dll
apiset api-ms-win-core-heap-l1-1-0 = kernelbase.dll
pe /C/app/prog.exe
	program
	import api-ms-win-core-file-l1-1-0.dll
	import api-ms-win-core-heap-l1-1-0.dll
	import KERNELBASE.dll
pe /C/Windows/System32/kernelbase.dll
ask tree /C/app/prog.exe
expect
	load api-ms-win-core-file-l1-1-0.dll => /C/Windows/System32/kernelbase.dll by api-set
