world 1
about DYLD_INSERT_LIBRARIES come before the program's own
from dyld dyldMain.cpp prepare
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /a.dylib
macho /a.dylib
	load /usr/lib/libSystem.B.dylib
macho /i.dylib
	load /usr/lib/libSystem.B.dylib
env DYLD_INSERT_LIBRARIES=/i.dylib
ask tree /app
expect
	load /i.dylib => /i.dylib by preload
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	load /a.dylib => /a.dylib by slash
