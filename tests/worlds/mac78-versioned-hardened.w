world 1
about it does not count for a hardened program
from dyld DyldProcessConfig.cpp pruneEnvVars
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
	signed runtime
macho /l/liba.dylib
	id /l/liba.dylib
	version 1.2
	load /usr/lib/libSystem.B.dylib
macho /new/liba.dylib
	id /l/liba.dylib
	version 1.3
	load /usr/lib/libSystem.B.dylib
env DYLD_VERSIONED_LIBRARY_PATH=/new
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
