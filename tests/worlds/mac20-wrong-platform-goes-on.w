world 1
about a file for another platform is passed over
from dyld MachOFile.cpp loadableIntoProcess
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /x
	rpath /y
	load @rpath/liba.dylib
macho /x/liba.dylib
	platform ios
macho /y/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /y/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
