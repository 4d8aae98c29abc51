world 1
about whether a library is newer than one in the shared cache is not known: it is not taken
from dyld DyldProcessConfig.cpp PathOverrides::checkVersionedPath, processVersionedPaths
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /usr/lib/libz.1.dylib
macho /new/libz.1.dylib
	id /usr/lib/libz.1.dylib
	version 99.0
	load /usr/lib/libSystem.B.dylib
env DYLD_VERSIONED_LIBRARY_PATH=/new
ask tree /app
expect
	load /usr/lib/libz.1.dylib => /usr/lib/libz.1.dylib by shared-cache
