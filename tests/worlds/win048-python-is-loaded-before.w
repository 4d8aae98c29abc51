world 1
about what python.exe has loaded serves the extension module
from Microsoft "Dynamic-link library search order", Loaded-module list: a module of that name serves, no matter from which folder; CPython Python/dynload_win.c: LOAD_LIBRARY_SEARCH_DEFAULT_DIRS and LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR
live no documented, not measured: there is no Windows to ask
loader windows
start python
pe /C/py/Lib/site-packages/pkg/x.pyd
	import python311.dll
	import liba.dll
pe /C/py/python.exe
	program
	import python311.dll
pe /C/py/python311.dll
pe /C/py/Lib/site-packages/pkg/python311.dll
pe /C/py/liba.dll
dir /C/Windows/System32
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	load python311.dll => /C/py/python311.dll by app-dir
	load liba.dll => /C/py/liba.dll by app-dir
