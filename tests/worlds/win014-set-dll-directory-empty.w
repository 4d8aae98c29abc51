world 1
about SetDllDirectory with an empty string only takes the current directory out
from Microsoft "SetDllDirectoryW function", Remarks: an empty string removes the current directory from the search order
live no documented, not measured: there is no Windows to ask
loader windows
dll-directory ""
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/here/liba.dll
pe /C/one/liba.dll
pe /C/Windows/System32/libb.dll
cwd /C/here
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
	load libb.dll => /C/Windows/System32/libb.dll by system-dir
