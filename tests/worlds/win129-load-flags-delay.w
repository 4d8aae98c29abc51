world 1
about flags are for static imports: a delay-loaded library is searched for in the standard order
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)": the statically linked imports of a module; "Understanding the delay load helper function"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	delay liba.dll
	load-flags 0x800
pe /C/app/liba.dll
pe /C/Windows/System32/liba.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
