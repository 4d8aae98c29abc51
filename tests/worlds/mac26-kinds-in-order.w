world 1
about re-exported and upward libraries are loaded in their place in the order
from dyld JustInTimeLoader.cpp loadDependents
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	reexport /a.dylib
	upward /b.dylib
	load /c.dylib
macho /a.dylib
	load /usr/lib/libSystem.B.dylib
macho /b.dylib
	load /usr/lib/libSystem.B.dylib
macho /c.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /a.dylib => /a.dylib by slash
	load /b.dylib => /b.dylib by slash
	load /c.dylib => /c.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
