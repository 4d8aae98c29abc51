world 1
about a contract may have another host for one importer
from Microsoft "Windows API sets", API set loader operation: the importing module has a say; Geoff Chappell "The API Set Schema"
live no documented, not measured: there is no Windows to ask
loader windows
apiset api-ms-win-core-file-l1-1-0 = hosta.dll libb.dll:hostb.dll
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/app/liba.dll
	import api-ms-win-core-file-l1-1-0.dll
pe /C/app/libb.dll
	import api-ms-win-core-file-l1-1-0.dll
pe /C/Windows/System32/hosta.dll
pe /C/Windows/System32/hostb.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load api-ms-win-core-file-l1-1-0.dll => /C/Windows/System32/hosta.dll by api-set
	load libb.dll => /C/app/libb.dll by app-dir
	load api-ms-win-core-file-l1-1-0.dll => /C/Windows/System32/hostb.dll by api-set
