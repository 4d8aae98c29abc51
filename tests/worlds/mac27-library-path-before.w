world 1
about DYLD_LIBRARY_PATH comes before the name itself, by its last part
from dyld DyldProcessConfig.cpp forEachPathVariant
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /opt/liba.dylib
macho /opt/liba.dylib
macho /env/liba.dylib
	load /usr/lib/libSystem.B.dylib
env DYLD_LIBRARY_PATH=/none:/env
ask tree /app
expect
	load /opt/liba.dylib => /env/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /none/liba.dylib ENOENT
	stat /env/liba.dylib OK
	stat /none/libSystem.B.dylib ENOENT
	stat /env/libSystem.B.dylib ENOENT
