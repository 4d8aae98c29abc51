world 1
about Python loads python3.dll from beside itself before an extension module
from CPython Python/dynload_win.c: _Py_CheckPython3
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/py/Lib/site-packages/x.pyd
	import python3.dll
pe /C/py/Lib/site-packages/python3.dll
pe /C/py/python.exe
	program
	import python311.dll
pe /C/py/python311.dll
pe /C/py/python3.dll
	import python311.dll
dir /C/Windows/System32
ask tree /C/py/Lib/site-packages/x.pyd
expect
	load python.exe => /C/py/python.exe by none
	load python311.dll => /C/py/python311.dll by app-dir
	load /C/py/python3.dll => /C/py/python3.dll by slash
