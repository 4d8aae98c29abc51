# Each path that dyld looks at, in its order: the variable first, then each LC_RPATH. One of the wrong architecture is passed over.
mac_app arm64
mac_lib other/libone.dylib x86_64
mac bin/app arm64 -rpath @loader_path/nowhere -rpath @loader_path/../other -rpath @loader_path/../lib lib/libone.dylib
try linkwright tree --probes --env DYLD_LIBRARY_PATH=/env bin/app
