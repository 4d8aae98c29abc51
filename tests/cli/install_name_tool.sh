# install_name_tool: several options in one call, and the original's messages and status.
mac_lib libx.dylib arm64 -headerpad 0x400 -rpath /old
try linkwright install_name_tool -id @rpath/liby.dylib -rpath /old /new -add_rpath @loader_path -prepend_rpath /first libx.dylib
linkwright otool -D libx.dylib
linkwright otool -l libx.dylib | grep ' path'
try linkwright install_name_tool -delete_rpath /old libx.dylib
try linkwright install_name_tool -add_rpath /new libx.dylib
try linkwright install_name_tool -rpath /new /first libx.dylib
try linkwright install_name_tool -delete_rpath /a -add_rpath /a libx.dylib
try linkwright install_name_tool -id libx.dylib
try linkwright install_name_tool -id x none
try linkwright install_name_tool -delete_all_rpaths libx.dylib
linkwright otool -l libx.dylib | grep -c ' path'
# A new file takes the place of one of its names, which is said.
ln libx.dylib other.dylib
try linkwright install_name_tool -add_rpath /other libx.dylib
