world 1
about a library that was built for several platforms serves each of them
from dyld MachOFile.cpp supportsPlatform: zippered dylibs
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
	load /l/libb.dylib
macho /l/liba.dylib
	build maccatalyst 14.0 15.0
	build macos 11.0 12.0
	load /usr/lib/libSystem.B.dylib
macho /l/libb.dylib
	build maccatalyst 14.0 15.0
	build ios 14.0 15.0
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	missing /l/libb.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /l/libb.dylib
