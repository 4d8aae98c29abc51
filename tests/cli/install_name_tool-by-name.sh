# By its name, and LLVM's, the status of a wrong call is the original's.
mac_lib libx.dylib arm64
for name in install_name_tool llvm-install-name-tool; do
	ln -s "$(command -v linkwright)" "$name"
	try "./$name" -id x
	try "./$name" -bogus libx.dylib
	try "./$name" -id @rpath/libx.2.dylib libx.dylib
done
linkwright otool -D libx.dylib
try linkwright install_name_tool -id x
