# What would ruin the file is refused, and says what can be done.
mac_lib tight.dylib arm64
mac app arm64 -headerpad 0x400
try linkwright edit tight.dylib --add-rpath /a/directory/with/a/name/that/does/not/fit/any/more --in-place
try linkwright edit app --replace-rpath /nowhere=/a --in-place
try linkwright edit app --replace-needed libz.dylib=x --in-place
try linkwright edit app --set-id x --in-place
try linkwright edit app --prepend-needed x --in-place
try linkwright edit app --set-interpreter x --in-place
try linkwright edit app --set-version 1.2.3.4 --in-place
try linkwright edit app --add-rpath '' --in-place
try linkwright edit app --allowed-rpath-prefix /a --in-place
try linkwright edit ../mac.o --add-rpath /a --in-place
