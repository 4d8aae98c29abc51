world 1
about @loader_path is where the asking file really lies, not the link it was found by
from dyld JustInTimeLoader.cpp makeJustInTimeLoaderDisk: realerPath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /link/liba.dylib
macho /real/liba.dylib
	load @loader_path/libb.dylib
macho /real/libb.dylib
	load /usr/lib/libSystem.B.dylib
link /link/liba.dylib -> ../real/liba.dylib
ask tree /app
expect
	load /link/liba.dylib => /real/liba.dylib by slash
	load @loader_path/libb.dylib => /real/libb.dylib by loader-path
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
