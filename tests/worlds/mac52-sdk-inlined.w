world 1
about a part of libSystem is inlined behind the stub of libSystem
from tapi-tbd as LLVM llvm/lib/TextAPI/TextStub.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\nreexported-libraries:\n  - targets: [ arm64-macos ]\n    libraries: [ '/usr/lib/system/libdyld.dylib' ]\n--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/system/libdyld.dylib'\nparent-umbrella:\n  - targets: [ arm64-macos ]\n    umbrella: System\n...\n"
macho /app
	program
	load /usr/lib/system/libdyld.dylib
	weak /usr/lib/system/libother.dylib
ask tree /app
expect
	load /usr/lib/system/libdyld.dylib => /usr/lib/system/libdyld.dylib by shared-cache
