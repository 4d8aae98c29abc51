world 1
about a tree without folders of one letter is drive C by itself
from the vocabulary of world files; Microsoft "Dynamic-link library search order"
live no documented, not measured: there is no Windows to ask
loader windows
pe /app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /Windows/System32/liba.dll
pe /one/libb.dll
env PATH=C:\one
ask tree /app/prog.exe
expect
	load liba.dll => /Windows/System32/liba.dll by system-dir
	load libb.dll => /one/libb.dll by path
