world 1
about a delay-loaded library is searched for in the standard order
from Microsoft "Understanding the delay load helper function": it calls LoadLibrary with the name; Microsoft "Dynamic-link library search order"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	delay liba.dll
pe /C/one/liba.dll
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/one/liba.dll by path
