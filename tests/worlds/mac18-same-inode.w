world 1
about another path to a loaded file is that image
from dyld Loader.cpp getLoader: already-loaded-by-inode-mtime
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/liba.dylib
	load /m/libother.dylib
macho /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
link /m/libother.dylib -> /l/liba.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
