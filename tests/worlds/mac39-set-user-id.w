world 1
about so does another user's right
from dyld DyldProcessConfig.cpp Security
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /opt/liba.dylib
macho /opt/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /env/liba.dylib
env DYLD_LIBRARY_PATH=/env
secure
ask tree /app
expect
	load /opt/liba.dylib => /opt/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
