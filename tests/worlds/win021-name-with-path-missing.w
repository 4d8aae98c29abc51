world 1
about a name with a full path is not searched for elsewhere
from Microsoft "LoadLibraryExW function", lpLibFileName: with a fully qualified path the function searches only that path
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import C:\other\liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	missing C:\other\liba.dll
	stop The code execution cannot proceed because C:\other\liba.dll was not found (0xC0000135)
