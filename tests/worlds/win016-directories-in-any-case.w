world 1
about directories match without case, those of PATH too
from Microsoft "Naming Files, Paths, and Namespaces": do not assume case sensitivity
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/WINDOWS/system32/LIBA.DLL
pe "/C/Program Files/Tool/libb.dll"
env "PATH=c:\\PROGRAM FILES\\tool"
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/WINDOWS/system32/LIBA.DLL by system-dir
	load libb.dll => "/C/Program Files/Tool/libb.dll" by path
