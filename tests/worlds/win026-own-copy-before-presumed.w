world 1
about a copy beside the program is found before a presumed library of the system directory
from Microsoft "Dynamic-link library search order", standard search order
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import dbghelp.dll
pe /C/app/dbghelp.dll
ask tree /C/app/prog.exe
expect
	load dbghelp.dll => /C/app/dbghelp.dll by app-dir
