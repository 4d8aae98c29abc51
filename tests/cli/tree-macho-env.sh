# A variable that sends a library elsewhere; a hardened program would not hear it, nor does one that is set-user-ID.
mac_app arm64
mac_lib env/libone.dylib arm64
try linkwright tree --env DYLD_LIBRARY_PATH="$PWD/env" bin/app
try linkwright tree --secure --env DYLD_LIBRARY_PATH="$PWD/env" bin/app
