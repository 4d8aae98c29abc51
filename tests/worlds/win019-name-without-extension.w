world 1
about a name without an extension gets that of a library
from Microsoft "LoadLibraryExW function", lpLibFileName: the function appends .dll
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/liba.dll by app-dir
