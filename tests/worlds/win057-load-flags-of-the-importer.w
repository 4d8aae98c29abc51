world 1
about flags hold for the imports of the module that has them, not for those of its libraries
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)": the statically linked imports of a module
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	load-flags 0x800
pe /C/Windows/System32/liba.dll
	import libb.dll
pe /C/app/libb.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
	load libb.dll => /C/app/libb.dll by app-dir
