world 1
about without flags what AddDllDirectory was given is not searched
from Microsoft "AddDllDirectory function": used by LOAD_LIBRARY_SEARCH_USER_DIRS
live no documented, not measured: there is no Windows to ask
loader windows
user-dir C:\user
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/user/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	missing liba.dll
	stop The code execution cannot proceed because liba.dll was not found (0xC0000135)
