world 1
about a folder of one letter is no drive where the tree is Windows' own drive
from the folder of Windows lies on drive C: itself
live no measured with Wine by the campaign of its own
loader windows
env PATH=C:\b
pe /a/prog.exe
	program
	import liba.dll
pe /b/liba.dll
dir /Windows/System32
ask tree /a/prog.exe
expect
	load liba.dll => /b/liba.dll by path
