world 1
about DYLD_LIBRARY_PATH does not touch a framework
from dyld DyldProcessConfig.cpp forEachPathVariant
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /F/X.framework/X
macho /F/X.framework/X
	load /usr/lib/libSystem.B.dylib
macho /env/X
env DYLD_LIBRARY_PATH=/env
ask tree /app
expect
	load /F/X.framework/X => /F/X.framework/X by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
