world 1
about the directory of SetDllDirectory comes behind that of the program
from Microsoft "SetDllDirectoryW function", Remarks
live no documented, not measured: there is no Windows to ask
loader windows
dll-directory C:\set
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/set/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
