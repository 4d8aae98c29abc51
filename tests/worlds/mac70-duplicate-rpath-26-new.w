world 1
about macOS 26 refuses it in a library that was built with its own SDK
from dyld-1378 Policy.cpp enforceNoDuplicateRPaths: _enforcementEpoch >= fall2025
live no documented, not measured: there is no Mac to ask
loader dyld 26.0
macho /app
	program
	load /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	sdk 26.0
	rpath /x
	rpath /x
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	missing /l/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /l/liba.dylib
