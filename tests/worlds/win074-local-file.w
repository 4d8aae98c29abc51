world 1
about with a redirection file a path yields to a library beside the program
from Microsoft "Dynamic-link library redirection": regardless of the path specified to LoadLibrary
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import C:\other\liba.dll
text /C/app/prog.exe.local
pe /C/other/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load C:\other\liba.dll => /C/app/liba.dll by local
