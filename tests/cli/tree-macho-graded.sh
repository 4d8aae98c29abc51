# Of a library for both kinds of x86_64 the better slice is loaded: the one that asks for libtwo. No linker here knows that kind.
mac_lib lib/libtwo.dylib x86_64
mac_lib plain x86_64
mac_lib haswell x86_64 lib/libtwo.dylib
printf '\10' | dd of=haswell bs=1 seek=8 conv=notrunc status=none
mac_lib lib/libone.dylib x86_64
mac bin/app x86_64 -rpath @loader_path/../lib lib/libone.dylib
"$(echo /usr/lib/llvm-*/bin/llvm-lipo | tr ' ' '\n' | sort -V | tail -n 1)" -create plain haswell -output lib/libone.dylib
try linkwright tree bin/app
