world 1
about two LC_DYLD_ENVIRONMENT of one variable are one list
from dyld DyldProcessConfig.cpp PathOverrides::setString
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	environment DYLD_LIBRARY_PATH=/a
	environment DYLD_LIBRARY_PATH=/b
	load /l/liba.dylib
	load /l/libb.dylib
macho /a/liba.dylib
macho /b/libb.dylib
macho /b/liba.dylib
ask tree /app
expect
	load /l/liba.dylib => /a/liba.dylib by dyld-env
	load /l/libb.dylib => /b/libb.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
