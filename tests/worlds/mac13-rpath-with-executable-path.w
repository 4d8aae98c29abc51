world 1
about @executable_path in an LC_RPATH of a library
from dyld Loader.cpp forEachResolvedAtPathVar
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /d/liba.dylib
macho /d/liba.dylib
	rpath @executable_path/e
	load @rpath/libb.dylib
macho /e/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /d/liba.dylib => /d/liba.dylib by slash
	load @rpath/libb.dylib => /e/libb.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
