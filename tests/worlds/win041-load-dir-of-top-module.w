world 1
about it is the directory of the library that was asked for, not of the one that imports
from Microsoft "Dynamic-link library search order", LOAD_WITH_ALTERED_SEARCH_PATH: the folder of the (top-level) module in place of that of the executable
live no documented, not measured: there is no Windows to ask
loader windows
start program
pe /C/plug/x.dll
	import liba.dll
pe /C/one/liba.dll
	import libb.dll
pe /C/one/libb.dll
pe /C/plug/libb.dll
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/plug/x.dll
expect
	load liba.dll => /C/one/liba.dll by path
	load libb.dll => /C/plug/libb.dll by load-dir
