world 1
about a .pyd is started by Python if nothing else is said
from CPython Python/dynload_win.c: LOAD_LIBRARY_SEARCH_DEFAULT_DIRS and LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/py/Lib/site-packages/pkg/x.pyd
	import liba.dll
pe /C/py/python.exe
	program
pe /C/py/liba.dll
dir /C/Windows/System32
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	load liba.dll => /C/py/liba.dll by app-dir
