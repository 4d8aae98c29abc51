world 1
about what its libraries import is searched for in the same places
from Microsoft "LoadLibraryExW function", LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR: the directory that contains the DLL is searched for its dependencies
live no documented, not measured: there is no Windows to ask
loader windows
start python
user-dir C:\user
pe /C/py/Lib/site-packages/pkg/x.pyd
	import liba.dll
pe /C/py/python.exe
	program
pe /C/user/liba.dll
	import libb.dll
	import libc.dll
pe /C/user/libb.dll
pe /C/py/Lib/site-packages/pkg/libc.dll
dir /C/Windows/System32
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	load liba.dll => /C/user/liba.dll by user-dir
	load libb.dll => /C/user/libb.dll by user-dir
	load libc.dll => /C/py/Lib/site-packages/pkg/libc.dll by load-dir
