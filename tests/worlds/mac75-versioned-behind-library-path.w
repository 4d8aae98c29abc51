world 1
about DYLD_LIBRARY_PATH comes before it
from dyld DyldProcessConfig.cpp forEachPathVariant
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
macho /l/liba.dylib
	id /l/liba.dylib
	version 1.2
	load /usr/lib/libSystem.B.dylib
macho /new/liba.dylib
	id /l/liba.dylib
	version 1.3
	load /usr/lib/libSystem.B.dylib
macho /first/liba.dylib
	id /l/liba.dylib
	version 0.1
	load /usr/lib/libSystem.B.dylib
env DYLD_LIBRARY_PATH=/first
env DYLD_VERSIONED_LIBRARY_PATH=/new
ask tree /app
expect
	load /l/liba.dylib => /first/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
