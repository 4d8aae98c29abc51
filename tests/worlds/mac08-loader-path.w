world 1
about @loader_path is the directory of who asks
from dyld Loader.cpp expandAtLoaderPath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load @loader_path/lib/liba.dylib
macho /lib/liba.dylib
	load @loader_path/libb.dylib
macho /lib/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @loader_path/lib/liba.dylib => /lib/liba.dylib by loader-path
	load @loader_path/libb.dylib => /lib/libb.dylib by loader-path
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
