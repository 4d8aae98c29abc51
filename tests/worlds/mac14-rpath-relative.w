world 1
about an LC_RPATH without @ or slash is told from the current directory
from dyld Loader.cpp forEachResolvedAtPathVar, rdar 81909581
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath sub
	load @rpath/liba.dylib
macho /here/sub/liba.dylib
	load /usr/lib/libSystem.B.dylib
cwd /here
ask tree /app
expect
	load @rpath/liba.dylib => /here/sub/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
