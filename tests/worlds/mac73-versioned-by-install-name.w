world 1
about its install name counts, not what its file is called; of several the newest is taken
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
macho /new/one.dylib
	id /l/liba.dylib
	version 1.4
	load /usr/lib/libSystem.B.dylib
macho /new/two.dylib
	id /l/liba.dylib
	version 1.5
	load /usr/lib/libSystem.B.dylib
macho /new/three.dylib
	id /l/liba.dylib
	version 1.3
	load /usr/lib/libSystem.B.dylib
env DYLD_VERSIONED_LIBRARY_PATH=/new
ask tree /app
expect
	load /l/liba.dylib => /new/two.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
