world 1
about a newer library in DYLD_VERSIONED_LIBRARY_PATH takes the place of the one with its install name
from dyld DyldProcessConfig.cpp PathOverrides::checkVersionedPath, processVersionedPaths
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
env DYLD_VERSIONED_LIBRARY_PATH=/new
ask tree /app
expect
	load /l/liba.dylib => /new/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
