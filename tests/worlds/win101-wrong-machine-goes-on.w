world 1
about a library for another machine is passed over
from Wine dlls/ntdll/loader.c search_dll_file: a file of another machine is passed over
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/app/liba.dll
	machine i386
pe /C/one/liba.dll
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
