world 1
about flags for the directory of the importing library
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)"; "LoadLibraryExW function", LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/one/liba.dll
	import libb.dll
	load-flags 0x100
pe /C/one/libb.dll
pe /C/app/libb.dll
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
	load libb.dll => /C/one/libb.dll by load-dir
