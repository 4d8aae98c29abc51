world 1
about names match without case, and the answer has the case of the tree
from Microsoft "Naming Files, Paths, and Namespaces": do not assume case sensitivity
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/App/Prog.exe
	program
	import LIBA.DLL
pe /C/App/LibA.dll
dir /C/Windows/System32
ask tree /C/App/Prog.exe
expect
	load LIBA.DLL => /C/App/LibA.dll by app-dir
