world 1
about a 32-bit program has a system directory of its own
from Microsoft "File System Redirector": %windir%\System32 is %windir%\SysWOW64
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	machine i386
	import liba.dll
	import kernel32.dll
pe /C/Windows/SysWOW64/liba.dll
	machine i386
pe /C/Windows/SysWOW64/kernel32.dll
	machine i386
pe /C/Windows/System32/liba.dll
pe /C/Windows/System32/kernel32.dll
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/Windows/SysWOW64/liba.dll by system-dir
	load kernel32.dll => /C/Windows/SysWOW64/kernel32.dll by known-dll
