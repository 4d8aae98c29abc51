world 1
about a bundle is no library for a load command
from dyld JustInTimeLoader.cpp makeJustInTimeLoaderDisk: cannot link against bundle
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /x/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /x/liba.dylib
	type bundle
ask tree /app
expect
	missing /x/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /x/liba.dylib
