world 1
about DYLD_LIBRARY_PATH comes before @rpath too
from dyld DyldProcessConfig.cpp forEachPathVariant: getLibraryLeafName
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /r
	load @rpath/liba.dylib
macho /r/liba.dylib
macho /env/liba.dylib
	load /usr/lib/libSystem.B.dylib
env DYLD_LIBRARY_PATH=/env
ask tree /app
expect
	load @rpath/liba.dylib => /env/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
