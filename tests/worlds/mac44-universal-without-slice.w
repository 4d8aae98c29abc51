world 1
about a universal library without it is passed over
from dyld MachOFile.cpp compatibleSlice
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	arch arm64
	load /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	arch x86_64 x86_64h
ask tree /app
expect
	missing /l/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /l/liba.dylib
