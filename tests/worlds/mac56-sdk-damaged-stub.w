world 1
about a stub that cannot be read tells of no library, and the answer says so
from tapi-tbd as LLVM llvm/lib/TextAPI/TextStub.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\n"
text /usr/lib/libbad.tbd "--- !tapi-tbd\n[ {"
macho /app
	program
	weak /usr/lib/libbad.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
