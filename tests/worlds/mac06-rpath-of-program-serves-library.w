world 1
about a library's @rpath is served by the program's LC_RPATH
from dyld Loader.cpp forEachResolvedAtPathVar: LoadChain
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /p
	load /l/liba.dylib
macho /l/liba.dylib
	load @rpath/libb.dylib
macho /p/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load @rpath/libb.dylib => /p/libb.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
