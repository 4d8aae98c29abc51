world 1
about a library that was loaded by its path serves requests for its bare name
from Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import C:\other\liba.dll
	import liba.dll
pe /C/other/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load C:\other\liba.dll => /C/other/liba.dll by slash
