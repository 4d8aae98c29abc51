world 1
about the SDK of who asks decides, not the program's
from dyld JustInTimeLoader.cpp loadDependents: requestorNeedsFallbacks
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	sdk 15.0
	load /l/liba.dylib
macho /l/liba.dylib
	sdk 11.0
	load /gone/libb.dylib
macho /usr/local/lib/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /gone/libb.dylib => /usr/local/lib/libb.dylib by fallback
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
