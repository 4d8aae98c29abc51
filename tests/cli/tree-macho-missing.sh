# The message is dyld's own. A weak library may be missing.
mac_app arm64
mac_lib lib/libmaybe.dylib arm64
mac bin/weak arm64 -rpath @executable_path/../lib lib/libone.dylib -weak_library lib/libmaybe.dylib
rm lib/libtwo.dylib lib/libmaybe.dylib
try linkwright tree bin/weak
