world 1
about macOS 26 takes it in a library that was built with an older SDK
from dyld-1378 Policy.cpp enforceNoDuplicateRPaths: _enforcementEpoch >= fall2025
live no documented, not measured: there is no Mac to ask
loader dyld 26.0
macho /app
	program
	load /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	sdk 15.5
	rpath /x
	rpath /x
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
