world 1
about macOS 15.4 refuses a library with the same LC_RPATH twice, whatever SDK it was built with
from reports of macOS 15.4: facebook/zstd#4369, conda/conda-build#5671, tpoechtrager/cctools-port#166 (SDK 11); dyld Policy.cpp enforceNoDuplicateRPaths has a newer SDK only
live no documented, not measured: there is no Mac to ask
loader dyld 15.4
macho /app
	program
	load /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	sdk 11.0
	rpath /x
	rpath /x
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	missing /l/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /l/liba.dylib
