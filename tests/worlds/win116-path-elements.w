world 1
about quotes are part of an element of PATH, an empty one is the current directory, a relative one is below it
from ntdll RtlDosSearchPath_U; so measured with Wine
live no measured with Wine by the campaign of its own
loader windows
cwd /C/here
env "PATH=\"C:\\one\";C:/two/;sub;E:\\gone;"
pe /C/app/prog.exe
	program
	import liba.dll
	import libb.dll
pe /C/one/liba.dll
pe /C/two/liba.dll
pe /C/here/sub/libb.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/two/liba.dll by path
	load libb.dll => /C/here/sub/libb.dll by path
