app
try linkwright ldd ./app nowhere ./libtwo.so
