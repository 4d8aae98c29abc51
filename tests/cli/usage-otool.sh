mac app arm64
try linkwright otool
try linkwright otool app
try linkwright otool -L
try linkwright otool -tV app
try linkwright otool -L -arch
try linkwright otool -L -arch nonsense app
