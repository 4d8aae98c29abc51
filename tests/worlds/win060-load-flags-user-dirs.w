world 1
about flags for the directories of AddDllDirectory
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)"; "AddDllDirectory function"
live no documented, not measured: there is no Windows to ask
loader windows
user-dir /C/user
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
	load-flags 0x400
pe /C/user/liba.dll
pe /C/app/liba.dll
pe /C/Windows/System32/libb.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/user/liba.dll by user-dir
	missing libb.dll
	stop The code execution cannot proceed because libb.dll was not found (0xC0000135)
