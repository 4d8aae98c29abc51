# A Mach-O file: names, rpaths and versions change in the padding behind the load commands, and the signature is made again.
mac_lib libx.dylib arm64 -headerpad 0x400 -rpath /old
try linkwright edit libx.dylib --set-id @rpath/libnew.1.dylib --add-rpath @loader_path/../lib --replace-rpath /old=/opt/lib \
	--replace-needed /usr/lib/libSystem.B.dylib=@rpath/libS.dylib --set-version 2.3:1 --dry-run
try linkwright edit libx.dylib --set-id @rpath/libnew.1.dylib --set-rpath a:b --add-needed @rpath/more.dylib -o out.dylib
linkwright otool -L -D out.dylib
linkwright tree --verbose out.dylib | grep -i sign
# What is there already as it was asked changes nothing.
try linkwright edit out.dylib --set-id @rpath/libnew.1.dylib --add-rpath b --in-place
# What is not there need not go, which is told; what was replaced is; a list with colons is a list.
try linkwright edit out.dylib --remove-rpath /nowhere --remove-needed /nowhere/libx.dylib --replace-rpath /old=a \
	--replace-needed @rpath/old.dylib=@rpath/more.dylib --in-place
try linkwright edit out.dylib --prepend-rpath c:d --add-rpath a:e --remove-rpath b:d --in-place
