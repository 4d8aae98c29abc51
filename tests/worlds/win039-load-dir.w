world 1
about a library that is loaded by its full path: its own directory takes the place of that of the program
from Microsoft "Dynamic-link library search order", LOAD_WITH_ALTERED_SEARCH_PATH: the folder of the (top-level) module in place of that of the executable
live no documented, not measured: there is no Windows to ask
loader windows
start program
pe /C/plug/x.dll
	import liba.dll
pe /C/plug/liba.dll
pe /C/Windows/System32/liba.dll
ask tree /C/plug/x.dll
expect
	load liba.dll => /C/plug/liba.dll by load-dir
