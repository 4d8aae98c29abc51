world 1
about a path that is the install name of a loaded library is that library
from dyld JustInTimeLoader.cpp matchesPath: altInstallName
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
	load /old/liba.dylib
macho /l/liba.dylib
	id /old/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /old/liba.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
