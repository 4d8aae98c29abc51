world 1
about the directory of the library that was asked for serves what its libraries import
from Microsoft "Dynamic-link library search order", LOAD_WITH_ALTERED_SEARCH_PATH: the folder of the (top-level) module in place of that of the executable, until all associated modules have been located
live no documented, not measured: there is no Windows to ask
loader windows
start program
pe /C/plug/x.dll
	import liba.dll
pe /C/Windows/System32/liba.dll
	import libb.dll
pe /C/plug/libb.dll
ask tree /C/plug/x.dll
expect
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
	load libb.dll => /C/plug/libb.dll by load-dir
