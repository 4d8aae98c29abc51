world 1
about a 32-bit Windows has one system directory
from Microsoft "Dynamic-link library search order", the system folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	machine i386
	import liba.dll
pe /C/Windows/System32/liba.dll
	machine i386
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
