world 1
about @loader_path in an LC_RPATH is that of the file that has it
from dyld Loader.cpp forEachResolvedAtPathVar
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath @loader_path/lib
	load @rpath/liba.dylib
macho /lib/liba.dylib
	load @rpath/libb.dylib
macho /lib/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /lib/liba.dylib by lc-rpath
	load @rpath/libb.dylib => /lib/libb.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
