world 1
about a weak library that is not there is no error
from dyld JustInTimeLoader.cpp loadDependents: canBeMissing
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	weak /x/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
