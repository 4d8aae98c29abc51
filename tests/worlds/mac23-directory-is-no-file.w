world 1
about a directory of the name is passed over
from dyld Loader.cpp getLoader: ENOTAFILE_NP
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /x
	rpath /y
	load @rpath/liba.dylib
dir /x/liba.dylib
macho /y/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /y/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
