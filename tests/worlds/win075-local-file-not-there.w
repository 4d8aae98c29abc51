world 1
about what does not lie beside the program is loaded from its path
from Microsoft "Dynamic-link library redirection": if the DLL is not found in the application directory
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import C:\other\liba.dll
text /C/app/prog.exe.local
pe /C/other/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load C:\other\liba.dll => /C/other/liba.dll by slash
