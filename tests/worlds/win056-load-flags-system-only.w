world 1
about with them the directory of the program, the current one and PATH are not searched
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)": the search path is limited to %windows%\system32
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	load-flags 0x800
pe /C/app/liba.dll
pe /C/here/liba.dll
pe /C/one/liba.dll
dir /C/Windows/System32
cwd /C/here
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	missing liba.dll
	stop The code execution cannot proceed because liba.dll was not found (0xC0000135)
