# Who asks, the rule that won, and the copy that it shadows.
mac_app arm64
mac_lib bin/libone.dylib arm64
mac bin/app arm64 -rpath @loader_path/../lib -rpath @loader_path lib/libone.dylib
try linkwright why bin/app libone.dylib
try linkwright why bin/app libnone.dylib
