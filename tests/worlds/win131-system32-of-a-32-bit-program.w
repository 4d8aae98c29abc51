world 1
about in a 32-bit process every path into System32 leads to SysWOW64
from Microsoft "File System Redirector": access to %windir%\System32 is redirected to %windir%\SysWOW64; so measured with Wine
live no measured with Wine by the campaign of its own
loader windows
env PATH=C:\windows\SYSTEM32;C:\one
pe /C/app/prog.exe
	program
	machine i386
	import liba.dll
	import C:\Windows\System32\libb.dll
pe /C/Windows/System32/liba.dll
	machine i386
pe /C/one/liba.dll
	machine i386
pe /C/Windows/SysWOW64/libb.dll
	machine i386
pe /C/Windows/System32/libb.dll
	machine i386
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
	load C:\Windows\System32\libb.dll => /C/Windows/SysWOW64/libb.dll by slash
