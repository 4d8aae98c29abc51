world 1
about a load configuration without flags changes nothing
from Microsoft "/DEPENDENTLOADFLAG (Set default dependent load flags)": the default value is 0
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
	load-flags 0
pe /C/one/liba.dll
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
