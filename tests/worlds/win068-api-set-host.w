world 1
about with a map the host of the contract is loaded
from Microsoft "Windows API sets", API set loader operation
live no documented, not measured: there is no Windows to ask
loader windows
apiset api-ms-win-core-file-l1-1-0 = kernelbase.dll
pe /C/app/prog.exe
	program
	import api-ms-win-core-file-l1-1-0.dll
pe /C/Windows/System32/kernelbase.dll
ask tree /C/app/prog.exe
expect
	load api-ms-win-core-file-l1-1-0.dll => /C/Windows/System32/kernelbase.dll by api-set
