# A library of another machine before the right one, and alone; by the file's own path and by the environment.
lib lib/libx.so
lib wide/libx.so
printf '\003\000' | dd of=wide/libx.so bs=1 seek=18 conv=notrunc status=none # e_machine: EM_386
program app lib/libx.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/wide:$ORIGIN/lib'
program only lib/libx.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/wide'
program good lib/libx.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/lib'
try linkwright check "${fixed[@]}" --rule LW308 app only good
try linkwright check "${fixed[@]}" --rule LW308 --env LD_LIBRARY_PATH=wide good
mac_lib x/libone.dylib x86_64
mac_lib a/libone.dylib arm64
mac bin/app arm64 -rpath @loader_path/../x -rpath @loader_path/../a a/libone.dylib
try linkwright check --rule LW308 bin/app
