world 1
about a name with a full path is looked for there only
from Microsoft "LoadLibraryExW function", lpLibFileName: with a fully qualified path the function searches only that path
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import C:\other\liba.dll
pe /C/other/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load C:\other\liba.dll => /C/other/liba.dll by slash
