world 1
about the runtime of Visual C++ is no part of Windows
from Microsoft "Redistributing Visual C++ Files"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import VCRUNTIME140.dll
	import KERNEL32.dll
ask tree /C/app/prog.exe
expect
	missing VCRUNTIME140.dll
	load KERNEL32.dll => C:\Windows\System32\KERNEL32.dll by known-dll
	stop The code execution cannot proceed because VCRUNTIME140.dll was not found (0xC0000135)
