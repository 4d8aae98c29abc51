world 1
about DYLD_FALLBACK_LIBRARY_PATH comes last
from dyld DyldProcessConfig.cpp forEachDylibFallback
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /gone/liba.dylib
macho /fall/liba.dylib
	load /usr/lib/libSystem.B.dylib
env DYLD_FALLBACK_LIBRARY_PATH=/fall
ask tree /app
expect
	load /gone/liba.dylib => /fall/liba.dylib by fallback
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
