world 1
about a stub of version 5 is JSON
from tapi-tbd as LLVM llvm/lib/TextAPI/TextStubV5.cpp reads it
live no documented, not measured: there is no Mac to ask
loader dyld
text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos, arm64e-macos, x86_64-macos ]\ninstall-name: '/usr/lib/libSystem.B.dylib'\nexports:\n  - targets: [ arm64-macos, x86_64-macos ]\n    symbols: [ dyld_stub_binder, _puts ]\n"
text /usr/lib/libfive.tbd "{\"main_library\":{\"install_names\":[{\"name\":\"/usr/lib/libfive.dylib\"}],\"target_info\":[{\"min_deployment\":\"13.1\",\"target\":\"arm64-macos\"}]},\"tapi_tbd_version\":5}"
macho /app
	program
	load /usr/lib/libfive.dylib
ask tree /app
expect
	load /usr/lib/libfive.dylib => /usr/lib/libfive.dylib by shared-cache
