world 1
about a program of an old SDK falls back to /usr/local/lib
from dyld DyldProcessConfig.cpp forEachDylibFallback: requestorNeedsFallbacks
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	sdk 12.0
	load /gone/liba.dylib
macho /usr/local/lib/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /gone/liba.dylib => /usr/local/lib/liba.dylib by fallback
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
