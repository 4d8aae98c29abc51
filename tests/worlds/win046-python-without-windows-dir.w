world 1
about an extension module finds nothing in the Windows directory
from CPython Python/dynload_win.c: LOAD_LIBRARY_SEARCH_DEFAULT_DIRS and LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR; Microsoft "Dynamic-link library search order", LOAD_LIBRARY_SEARCH flags
live no documented, not measured: there is no Windows to ask
loader windows
start python
pe /C/py/Lib/site-packages/pkg/x.pyd
	import liba.dll
pe /C/py/python.exe
	program
pe /C/Windows/liba.dll
pe /C/Windows/System/liba.dll
dir /C/Windows/System32
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	missing liba.dll
	stop The code execution cannot proceed because liba.dll was not found (0xC0000135)
