world 1
about the name of the redirection file has no case
from Microsoft "Dynamic-link library redirection"; Microsoft "Naming Files, Paths, and Namespaces": do not assume case sensitivity
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/Prog.EXE
	program
	import liba.dll
pe /C/app/PROG.exe.LOCAL/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/Prog.EXE
expect
	load liba.dll => /C/app/PROG.exe.LOCAL/liba.dll by local
