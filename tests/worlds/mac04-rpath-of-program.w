world 1
about @rpath is the LC_RPATHs of the program
from dyld Loader.cpp forEachResolvedAtPathVar
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /x
	rpath /y
	load @rpath/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /y/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /y/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /x/liba.dylib ENOENT
	stat /y/liba.dylib OK
