world 1
about with SetDllDirectory the current directory is not searched, PATH is
from Microsoft "Dynamic-link library search order", alternate search order with SetDllDirectory
live no documented, not measured: there is no Windows to ask
loader windows
dll-directory C:\set
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/here/liba.dll
pe /C/one/liba.dll
dir /C/Windows/System32
dir /C/set
cwd /C/here
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
