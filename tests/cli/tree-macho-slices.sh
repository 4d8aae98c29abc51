# A universal file: arm64 unless another slice is asked for. An i386 there is not.
for arch in arm64 x86_64; do
	mac_lib "$arch/libtwo.dylib" "$arch"
	mac "bin/app.$arch" "$arch" -rpath "@loader_path/../$arch" "$arch/libtwo.dylib"
done
"$(echo /usr/lib/llvm-*/bin/llvm-lipo | tr ' ' '\n' | sort -V | tail -n 1)" -create bin/app.arm64 bin/app.x86_64 -output bin/app
try linkwright tree bin/app
try linkwright tree --cpu x86_64 bin/app
try linkwright tree --cpu i386 bin/app
