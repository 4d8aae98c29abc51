world 1
about an extension module finds nothing by PATH or in the current directory
from Python "What's New In Python 3.8", bpo-36085; CPython Python/dynload_win.c: LOAD_LIBRARY_SEARCH_DEFAULT_DIRS and LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR
live no documented, not measured: there is no Windows to ask
loader windows
start python
pe /C/py/Lib/site-packages/pkg/x.pyd
	import liba.dll
pe /C/py/python.exe
	program
pe /C/one/liba.dll
pe /C/here/liba.dll
dir /C/Windows/System32
cwd /C/here
env PATH=C:\one
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	missing liba.dll
	stop The code execution cannot proceed because liba.dll was not found (0xC0000135)
