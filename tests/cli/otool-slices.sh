# A universal file: every slice, or those that were asked for.
mac arm arm64
mac intel x86_64
"$(echo /usr/lib/llvm-*/bin/llvm-lipo | tr ' ' '\n' | sort -V | tail -n 1)" -create arm intel -output both
try linkwright otool -L -arch all both
try linkwright otool -L -arch arm64 both
try linkwright otool -D -arch arm64 -arch x86_64 both
try linkwright otool -L -arch i386 both
