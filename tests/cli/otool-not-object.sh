# otool says it on standard output, and its status is no other.
echo text >text
lib libx.so
try linkwright otool -L text libx.so
try linkwright otool -L missing
try linkwright otool -L .
