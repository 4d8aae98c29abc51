world 1
about a presumed library of the system directory is found before PATH
from Microsoft "Dynamic-link library search order", standard search order
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import dbghelp.dll
pe /C/one/dbghelp.dll
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load dbghelp.dll => C:\Windows\System32\dbghelp.dll by system-dir
