world 1
about what a program imports is not loaded when the program serves as a library
from Microsoft "LoadLibraryW function": if the specified module is an executable module, static imports are not loaded; so measured with Wine
live no measured with Wine by the campaign of its own
loader windows
pe /C/app/prog.exe
	program
	import tool.exe
pe /C/app/tool.exe
	program
	export f
	import liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load tool.exe => /C/app/tool.exe by app-dir
