world 1
about a library that names no platform fits, and counts as built with an old SDK
from dyld MachOFile.cpp, forEachSupportedPlatform; "dyld-1042: fallbacks are for binaries of before 2022"
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
macho /l/liba.dylib
	build none
	load /gone/libb.dylib
macho /usr/local/lib/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /gone/libb.dylib => /usr/local/lib/libb.dylib by fallback
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
