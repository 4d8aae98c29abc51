world 1
about macOS 15.3 takes it
from dyld Policy.cpp
live no documented, not measured: there is no Mac to ask
loader dyld 15.3
macho /app
	program
	load /l/liba.dylib
macho /l/liba.dylib
	rpath /x
	rpath /x
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
