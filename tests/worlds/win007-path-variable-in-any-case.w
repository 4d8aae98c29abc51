world 1
about the name of the variable has no case: Windows itself writes Path
from Microsoft "Environment Variables": names are sorted and compared without case
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/one/liba.dll
dir /C/Windows/System32
env Path=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
