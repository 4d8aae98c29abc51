world 1
about a library whose initialisers wait is found and loaded with the others; missing it ends the start
from dyld mach_o/Header.cpp loadCommandToDylibKind; RuntimeState::partitionDelayLoads
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	delayed /l/liba.dylib
	delayed /l/gone.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	missing /l/gone.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /l/gone.dylib
