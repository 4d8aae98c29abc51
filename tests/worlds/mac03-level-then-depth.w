world 1
about all libraries of the program come before those of the first of them
from dyld JustInTimeLoader.cpp loadDependents
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /a.dylib
	load /b.dylib
macho /a.dylib
	load /c.dylib
macho /b.dylib
	load /d.dylib
macho /c.dylib
	load /e.dylib
macho /d.dylib
macho /e.dylib
ask tree /app
expect
	load /a.dylib => /a.dylib by slash
	load /b.dylib => /b.dylib by slash
	load /c.dylib => /c.dylib by slash
	load /e.dylib => /e.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	load /d.dylib => /d.dylib by slash
