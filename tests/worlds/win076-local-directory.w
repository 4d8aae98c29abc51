world 1
about a redirection directory comes before the directory of the program
from Microsoft "Dynamic-link library redirection": a folder named myapp.exe.local
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/app/prog.exe.local/liba.dll
pe /C/app/liba.dll
pe /C/app/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/prog.exe.local/liba.dll by local
	load libb.dll => /C/app/libb.dll by app-dir
