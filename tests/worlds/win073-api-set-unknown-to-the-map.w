world 1
about a contract that the map does not know is searched for as any name
from Wine dlls/ntdll/loader.c find_apiset_dll: STATUS_APISET_NOT_PRESENT
live no documented, not measured: there is no Windows to ask
loader windows
apiset api-ms-win-core-file-l1-1-0 = kernelbase.dll
pe /C/app/prog.exe
	program
	import api-ms-win-new-thing-l1-1-0.dll
pe /C/app/api-ms-win-new-thing-l1-1-0.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load api-ms-win-new-thing-l1-1-0.dll => /C/app/api-ms-win-new-thing-l1-1-0.dll by app-dir
