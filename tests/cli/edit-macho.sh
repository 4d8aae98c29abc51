# A Mach-O file: names, rpaths and versions change in the padding behind the load commands, and the signature is made again.
mac_lib libx.dylib arm64 -headerpad 0x400 -rpath /old
try linkwright edit libx.dylib --set-id @rpath/libnew.1.dylib --add-rpath @loader_path/../lib --replace-rpath /old=/opt/lib \
	--replace-needed /usr/lib/libSystem.B.dylib=@rpath/libS.dylib --set-version 2.3:1 --dry-run
try linkwright edit libx.dylib --set-id @rpath/libnew.1.dylib --set-rpath a:b --add-needed @rpath/more.dylib -o out.dylib
linkwright otool -L -D out.dylib
linkwright tree --verbose out.dylib | grep -i sign
# What is there already as it was asked changes nothing.
try linkwright edit out.dylib --set-id @rpath/libnew.1.dylib --add-rpath b --in-place
