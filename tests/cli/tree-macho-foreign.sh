# Only the machine that built it has this one, whether or not it is here.
far=opt/homebrew/lib/libfar.dylib
mac root/$far arm64 -dylib -install_name /$far
mac_lib root/tool/lib/libtwo.dylib arm64
mac root/tool/bin/app arm64 -rpath @loader_path/../lib root/tool/lib/libtwo.dylib root/$far
try linkwright tree --root root /tool/bin/app
rm root/$far
try linkwright tree --root root /tool/bin/app
