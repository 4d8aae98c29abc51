world 1
about @executable_path is not expanded then
from dyld Loader.cpp expandAtExecutablePath: allowAtPaths
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load @executable_path/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /liba.dylib
secure
ask tree /app
expect
	missing @executable_path/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: @executable_path/liba.dylib
