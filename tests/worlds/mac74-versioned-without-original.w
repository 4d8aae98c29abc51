world 1
about it serves a name where nothing else lies
from dyld DyldProcessConfig.cpp PathOverrides::checkVersionedPath, processVersionedPaths
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
macho /new/liba.dylib
	id /l/liba.dylib
	version 0.1
	load /usr/lib/libSystem.B.dylib
env DYLD_VERSIONED_LIBRARY_PATH=/new
ask tree /app
expect
	load /l/liba.dylib => /new/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
