world 1
about @rpath/NAME that is the install name of a loaded library is that library, without a search
from dyld Loader.cpp getLoader: already-loaded-by-rpath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
	load @rpath/liba.dylib
macho /l/liba.dylib
	id @rpath/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /l/liba.dylib OK
