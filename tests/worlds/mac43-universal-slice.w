world 1
about of a universal library the slice for the program counts
from dyld MachOFile.cpp compatibleSlice
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	arch arm64
	load /l/liba.dylib
macho /l/liba.dylib
	arch x86_64 arm64
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
