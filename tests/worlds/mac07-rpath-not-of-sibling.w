world 1
about the rpaths of a library beside the chain do not count
from dyld Loader.cpp LoadChain
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
	load /l/libz.dylib
macho /l/libz.dylib
	rpath /q
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	load @rpath/libb.dylib
macho /q/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /l/libz.dylib => /l/libz.dylib by slash
	missing @rpath/libb.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: @rpath/libb.dylib
