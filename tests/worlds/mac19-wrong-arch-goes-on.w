world 1
about a file of another architecture is passed over
from dyld Loader.cpp getLoader: possiblePathDiag
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /x
	rpath /y
	load @rpath/liba.dylib
macho /x/liba.dylib
	arch x86_64
macho /y/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /y/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /x/liba.dylib OK
	stat /y/liba.dylib OK
