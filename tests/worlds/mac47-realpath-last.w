world 1
about a path with a link to what is loaded nowhere is tried by its real path
from dyld Loader.cpp getLoader: switch to realpath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /f//liba.dylib
macho /f/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /f//liba.dylib => /f/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
