world 1
about with a system directory in the tree only what lies there is there
from Microsoft "Dynamic-link library search order", the system folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import version.dll
	import liba.dll
pe /C/Windows/System32/liba.dll
ask tree /C/app/prog.exe
expect
	missing version.dll
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
	stop The code execution cannot proceed because version.dll was not found (0xC0000135)
