mac_app arm64
ln -s "$(command -v linkwright)" otool
ln -s "$(command -v linkwright)" llvm-otool
try ./otool -L bin/app
try ./llvm-otool -D lib/libone.dylib
try ./otool
