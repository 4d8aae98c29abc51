world 1
about a program for ARM takes libraries for ARM
from Wine dlls/ntdll/loader.c search_dll_file: a file of another machine is passed over
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	machine aarch64
	import liba.dll
pe /C/app/liba.dll
pe /C/one/liba.dll
	machine aarch64
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
