world 1
about flags for the directory of the program alone
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)"; "LoadLibraryExW function", LOAD_LIBRARY_SEARCH_APPLICATION_DIR
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
	load-flags 0x200
pe /C/app/liba.dll
pe /C/Windows/System32/libb.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
	missing libb.dll
	stop The code execution cannot proceed because libb.dll was not found (0xC0000135)
