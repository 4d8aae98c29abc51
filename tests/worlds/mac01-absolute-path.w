world 1
about a library named by its path
from dyld Loader.cpp getLoader
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /opt/liba.dylib
macho /opt/liba.dylib
	id /opt/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /opt/liba.dylib => /opt/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
