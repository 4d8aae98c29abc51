world 1
about why a library is loaded from there, and which others would be taken next
from Microsoft "Dynamic-link library search order", standard search order
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/app/liba.dll
pe /C/Windows/System32/liba.dll
pe /C/one/liba.dll
env PATH=C:\one
ask why /C/app/prog.exe liba.dll
expect
	load liba.dll => /C/app/liba.dll by app-dir
	edge /C/app/prog.exe liba.dll -> /C/app/liba.dll search
	shadow /C/Windows/System32/liba.dll
	shadow /C/one/liba.dll
