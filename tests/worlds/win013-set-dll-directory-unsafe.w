world 1
about with SetDllDirectory the current directory is not searched without safe search mode either
from Microsoft "Dynamic-link library search order", alternate search order with SetDllDirectory
live no documented, not measured: there is no Windows to ask
loader windows
dll-directory C:\set
unsafe-search
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/here/liba.dll
dir /C/Windows/System32
dir /C/set
cwd /C/here
ask tree /C/app/prog.exe
expect
	missing liba.dll
	stop The code execution cannot proceed because liba.dll was not found (0xC0000135)
