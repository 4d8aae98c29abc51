world 1
about stubs of the versions 1, 2 and 3 name machines and a platform
from tapi-tbd as LLVM llvm/lib/TextAPI/TextStub.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\n"
text /usr/lib/lib1.tbd "---\narchs: [ i386, x86_64 ]\nplatform: macosx\ninstall-name: /usr/lib/lib1.dylib\nexports:\n  - archs: [ x86_64 ]\n    re-exports: [ /usr/lib/system/x.dylib ]\n    symbols: [ _a ]\n...\n"
text /usr/lib/lib2.tbd "--- !tapi-tbd-v2\narchs: [ x86_64 ]\nuuids: [ 'x86_64: 00000000-0000-0000-0000-000000000000' ]\nplatform: macosx\nflags: [ flat_namespace ]\ninstall-name: /usr/lib/lib2.dylib\n...\n"
text /usr/lib/lib3.tbd "--- !tapi-tbd-v3\narchs: [ x86_64, x86_64h ]\nplatform: zippered\ninstall-name: /usr/lib/lib3.dylib\ncurrent-version: 1.2\nexports: []\n...\n"
macho /app
	program
	arch x86_64
	load /usr/lib/lib1.dylib
	load /usr/lib/lib2.dylib
	load /usr/lib/lib3.dylib
ask tree /app
expect
	load /usr/lib/lib1.dylib => /usr/lib/lib1.dylib by shared-cache
	load /usr/lib/lib2.dylib => /usr/lib/lib2.dylib by shared-cache
	load /usr/lib/lib3.dylib => /usr/lib/lib3.dylib by shared-cache
