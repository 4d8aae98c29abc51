world 1
about the Universal CRT beside a program is not used
from Microsoft "Universal CRT deployment": on Windows 10 and 11 the Universal CRT in the system directory is always used
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import ucrtbase.dll
pe /C/app/ucrtbase.dll
ask tree /C/app/prog.exe
expect
	load ucrtbase.dll => C:\Windows\System32\ucrtbase.dll by known-dll
