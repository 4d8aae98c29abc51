world 1
about behind that directory the standard order goes on
from Microsoft "Dynamic-link library search order", LOAD_WITH_ALTERED_SEARCH_PATH: the folder of the (top-level) module in place of that of the executable; that is the only way in which they differ
live no documented, not measured: there is no Windows to ask
loader windows
start program
pe /C/plug/x.dll
	import liba.dll
	import libb.dll
	import libc.dll
pe /C/Windows/System32/liba.dll
pe /C/here/libb.dll
pe /C/one/libb.dll
pe /C/one/libc.dll
cwd /C/here
env PATH=C:\one
ask tree /C/plug/x.dll
expect
	load liba.dll => /C/Windows/System32/liba.dll by system-dir
	load libb.dll => /C/here/libb.dll by current-dir
	load libc.dll => /C/one/libc.dll by path
