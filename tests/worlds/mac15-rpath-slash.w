world 1
about one slash stands between an LC_RPATH and the rest
from dyld Utils concatenatePaths
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /x/
	load @rpath/liba.dylib
macho /x/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /x/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /x/liba.dylib OK
