world 1
about with an SDK below the root its stubs tell which libraries the system has; one that is in none is not presumed
from tapi-tbd as LLVM llvm/lib/TextAPI/TextStub.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\n...\n"
text /usr/lib/libz.1.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libz.1.dylib'\n"
macho /app
	program
	load /usr/lib/libz.1.dylib
	load /usr/lib/libnever.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /usr/lib/libz.1.dylib => /usr/lib/libz.1.dylib by shared-cache
	missing /usr/lib/libnever.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /usr/lib/libnever.dylib
