world 1
about the directory of SetDllDirectory is one of them
from "LoadLibraryExW function", LOAD_LIBRARY_SEARCH_USER_DIRS: AddDllDirectory or SetDllDirectory
live no documented, not measured: there is no Windows to ask
loader windows
dll-directory C:\set
pe /C/app/prog.exe
	program
	import liba.dll
	load-flags 0x400
pe /C/set/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/set/liba.dll by dll-directory
