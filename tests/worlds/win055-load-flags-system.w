world 1
about flags for the system directory alone
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)", LOAD_LIBRARY_SEARCH_SYSTEM32
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	load-flags 0x800
pe /C/app/liba.dll
pe /C/Windows/System32/liba.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
