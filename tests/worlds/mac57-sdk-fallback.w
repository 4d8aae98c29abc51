world 1
about what dyld makes of a name is asked of the SDK too
from dyld DyldProcessConfig.cpp forEachPathVariant; tapi-tbd as LLVM llvm/lib/TextAPI/TextStub.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\n"
text /usr/lib/libz.1.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libz.1.dylib'\n"
macho /app
	program
	sdk 12.0
	load /gone/libz.1.dylib
	load /gone/libq.dylib
ask tree /app
expect
	load /gone/libz.1.dylib => /usr/lib/libz.1.dylib by shared-cache
	missing /gone/libq.dylib
	stop Library not loaded: /gone/libq.dylib
