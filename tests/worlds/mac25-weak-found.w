world 1
about a weak library that is there is loaded
from dyld JustInTimeLoader.cpp loadDependents
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	weak /x/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /x/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /x/liba.dylib => /x/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
