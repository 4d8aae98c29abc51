world 1
about the directory of SetDllDirectory comes before the system directory
from Microsoft "SetDllDirectoryW function", Remarks
live no documented, not measured: there is no Windows to ask
loader windows
dll-directory C:\set
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/set/liba.dll
pe /C/Windows/System32/liba.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/set/liba.dll by dll-directory
