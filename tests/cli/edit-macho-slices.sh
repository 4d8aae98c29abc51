# A universal file is edited in each slice.
mac_lib arm arm64 -headerpad 0x400 -rpath /both -rpath /arm
mac_lib intel x86_64 -headerpad 0x400 -rpath /both
"$(echo /usr/lib/llvm-*/bin/llvm-lipo | tr ' ' '\n' | sort -V | tail -n 1)" -create arm intel -output both
try linkwright edit both --remove-rpath /arm --replace-rpath /both=/all -o out --quiet
linkwright otool -l -arch all out | grep -E ' path|Load command 0|architecture'
try linkwright edit both --remove-rpath /none --in-place
