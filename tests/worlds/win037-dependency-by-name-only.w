world 1
about what a library imports is searched for as if it stood alone: not beside that library
from Microsoft "Dynamic-link library search order": dependent DLLs are searched for as if they were loaded by their module names
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/one/liba.dll
	import libb.dll
pe /C/one/sub/libb.dll
pe /C/two/libb.dll
dir /C/Windows/System32
env PATH=C:\one;C:\two
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
	load libb.dll => /C/two/libb.dll by path
