# Mach-O files as the linker signed them, changed after that, and without a signature.
mac_app arm64
try linkwright check --rule LW307 bin/app
cp bin/app bin/changed
printf 'x' | dd of=bin/changed bs=1 seek=2000 conv=notrunc status=none
cp lib/libtwo.dylib kept
printf 'x' | dd of=lib/libtwo.dylib bs=1 seek=2000 conv=notrunc status=none
try linkwright check --rule LW307 bin/changed
cp kept lib/libtwo.dylib
mac bin/unsigned arm64 -no_adhoc_codesign -rpath @loader_path/../lib lib/libone.dylib
try linkwright check --rule LW307 bin/unsigned
mac bin/intel x86_64 -no_adhoc_codesign
try linkwright check --rule LW307 bin/intel
