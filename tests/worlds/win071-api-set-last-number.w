world 1
about case and the last number of a contract do not count
from Microsoft "Windows API sets", API set contract names: not case sensitive; Geoff Chappell "The API Set Schema"
live no documented, not measured: there is no Windows to ask
loader windows
apiset api-ms-win-core-file-l1-1-0 = kernelbase.dll
pe /C/app/prog.exe
	program
	import API-MS-Win-Core-File-L1-1-5.dll
pe /C/Windows/System32/kernelbase.dll
ask tree /C/app/prog.exe
expect
	load API-MS-Win-Core-File-L1-1-5.dll => /C/Windows/System32/kernelbase.dll by api-set
