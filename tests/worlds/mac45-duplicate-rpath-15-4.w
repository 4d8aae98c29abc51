world 1
about macOS 15.4 refuses a library with the same LC_RPATH twice
from dyld Policy.cpp enforceNoDuplicateRPaths; macOS 15.4
live no documented, not measured: there is no Mac to ask
loader dyld 15.4
macho /app
	program
	load /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	rpath /x
	rpath /x
ask tree /app
expect
	missing /l/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /l/liba.dylib
