world 1
about a forwarder may lead to a contract
from Microsoft "PE Format", Export Address Table: forwarder RVA; Wine dlls/ntdll/loader.c find_forwarded_export; Microsoft "Windows API sets"
live no documented, not measured: there is no Windows to ask
loader windows
apiset api-ms-win-core-file-l1-1-0 = host.dll
pe /C/app/prog.exe
	program
	import liba.dll f
pe /C/app/liba.dll
	forward f api-ms-win-core-file-l1-1-0.g
pe /C/Windows/System32/host.dll
	export g
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load api-ms-win-core-file-l1-1-0.dll => /C/Windows/System32/host.dll by api-set
