world 1
about the rpaths of who asks come before those of who brought it
from dyld Loader.cpp forEachResolvedAtPathVar: rpathStack
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /p
	load /l/liba.dylib
macho /l/liba.dylib
	rpath /q
	load @rpath/libb.dylib
macho /p/libb.dylib
	load /usr/lib/libSystem.B.dylib
macho /q/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load @rpath/libb.dylib => /q/libb.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
