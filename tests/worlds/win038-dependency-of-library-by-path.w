world 1
about what a library imports is not searched for in its own directory, even if it was loaded by its path
from Microsoft "Dynamic-link library search order": true even if the first DLL was loaded by specifying a full path
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import C:\other\liba.dll
pe /C/other/liba.dll
	import libb.dll
pe /C/other/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load C:\other\liba.dll => /C/other/liba.dll by slash
	missing libb.dll
	stop The code execution cannot proceed because libb.dll was not found (0xC0000135)
