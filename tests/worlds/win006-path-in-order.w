world 1
about the directories of PATH are searched in their order
from Microsoft "Dynamic-link library search order", standard search order: the directories of PATH
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/two/liba.dll
pe /C/two/libb.dll
pe /C/three/liba.dll
pe /C/three/libb.dll
pe /C/one/libb.dll
dir /C/Windows/System32
env PATH=C:\one;C:\two;C:\three
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/two/liba.dll by path
	load libb.dll => /C/one/libb.dll by path
