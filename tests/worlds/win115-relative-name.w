world 1
about a relative name is looked for below each directory of the search
from Microsoft "LoadLibraryW function": a relative path; so measured with Wine
live no measured with Wine by the campaign of its own
loader windows
cwd /C/here
pe /C/app/prog.exe
	program
	import sub\liba.dll
	import sub\libb.dll
pe /C/app/sub/liba.dll
pe /C/here/sub/liba.dll
pe /C/here/sub/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load sub\liba.dll => /C/app/sub/liba.dll by app-dir
	load sub\libb.dll => /C/here/sub/libb.dll by current-dir
