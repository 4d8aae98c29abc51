world 1
about a path of a fallback is not taken to be in the shared cache, which nobody can look into
from dyld DyldProcessConfig.cpp forEachDylibFallback; "(no such file, not in dyld cache)"
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	sdk 12.0
	load /gone/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	missing /gone/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /gone/liba.dylib
