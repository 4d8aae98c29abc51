# What a program and its library say, one line for each library; the library's own name stands among them.
mac_app arm64
try linkwright otool -L bin/app lib/libone.dylib
try linkwright otool -D bin/app lib/libone.dylib
linkwright otool -X -l bin/app | grep -A 3 'LC_RPATH\|LC_LOAD_DYLINKER'
