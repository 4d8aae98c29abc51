world 1
about each place comes before the next one
from Microsoft "Dynamic-link library search order", LOAD_LIBRARY_SEARCH flags: in this order
live no documented, not measured: there is no Windows to ask
loader windows
start python
user-dir C:\user
pe /C/py/Lib/site-packages/pkg/x.pyd
	import liba.dll
	import libb.dll
	import libc.dll
pe /C/py/python.exe
	program
pe /C/py/Lib/site-packages/pkg/liba.dll
pe /C/py/liba.dll
pe /C/py/libb.dll
pe /C/user/libb.dll
pe /C/user/libc.dll
pe /C/Windows/System32/libc.dll
ask tree /C/py/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	load liba.dll => /C/py/Lib/site-packages/pkg/liba.dll by load-dir
	load libb.dll => /C/py/libb.dll by app-dir
	load libc.dll => /C/user/libc.dll by user-dir
