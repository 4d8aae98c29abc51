world 1
about macOS 15.3 takes it
from reports of macOS 15.4: facebook/zstd#4369, conda/conda-build#5671, tpoechtrager/cctools-port#166 (SDK 11): it worked before
live no documented, not measured: there is no Mac to ask
loader dyld 15.3
macho /app
	program
	load /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	sdk 15.0
	rpath /x
	rpath /x
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
