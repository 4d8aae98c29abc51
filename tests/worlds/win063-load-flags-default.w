world 1
about the default directories: program, AddDllDirectory, system
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)"; "LoadLibraryExW function", LOAD_LIBRARY_SEARCH_DEFAULT_DIRS
live no documented, not measured: there is no Windows to ask
loader windows
user-dir C:\user
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
	import libc.dll
	import libd.dll
	load-flags 0x1000
pe /C/app/liba.dll
pe /C/user/liba.dll
pe /C/user/libb.dll
pe /C/Windows/System32/libb.dll
pe /C/Windows/System32/libc.dll
pe /C/one/libd.dll
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	load libb.dll => /C/user/libb.dll by user-dir
	load libc.dll => /C/Windows/System32/libc.dll by system-dir
	missing libd.dll
	stop The code execution cannot proceed because libd.dll was not found (0xC0000135)
