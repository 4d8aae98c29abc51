world 1
about without a python.exe above it there is no directory of the program
from CPython Python/dynload_win.c: LOAD_LIBRARY_SEARCH_DEFAULT_DIRS and LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR
live no documented, not measured: there is no Windows to ask
loader windows
start python
pe /C/py/Lib/site-packages/pkg/x.pyd
	import liba.dll
	import libb.dll
pe /C/py/Lib/site-packages/pkg/liba.dll
pe /C/py/libb.dll
dir /C/Windows/System32
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load liba.dll => /C/py/Lib/site-packages/pkg/liba.dll by load-dir
	missing libb.dll
	stop The code execution cannot proceed because libb.dll was not found (0xC0000135)
