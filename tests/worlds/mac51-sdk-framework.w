world 1
about the stub of a framework lies beside where the library would be
from tapi-tbd as LLVM llvm/lib/TextAPI/TextStub.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\n"
text /System/Library/Frameworks/Thing.framework/Versions/A/Thing.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/System/Library/Frameworks/Thing.framework/Versions/A/Thing'\n"
macho /app
	program
	load /System/Library/Frameworks/Thing.framework/Versions/A/Thing
ask tree /app
expect
	load /System/Library/Frameworks/Thing.framework/Versions/A/Thing => /System/Library/Frameworks/Thing.framework/Versions/A/Thing by shared-cache
