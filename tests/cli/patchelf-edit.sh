app
show() { readelf -dW "${1-app}" | grep -E 'NEEDED|PATH|SONAME|FLAGS_1|DEBUG' | sed 's/^ *[^ ]* *//; s/  */ /g'; }
ln -s "$(command -v linkwright)" patchelf
try ./patchelf --set-rpath /new:/list --add-needed libz.so --add-needed liba.so --set-soname app.so --no-default-lib app
show
try ./patchelf --force-rpath --add-rpath /more --remove-needed libz.so --remove-needed libnone.so --replace-needed liba.so libtwo.so app
show
try ./patchelf --remove-rpath --set-rpath /not-looked-at --debug app
try ./patchelf --replace-needed libone.so libtwo.so --replace-needed libtwo.so libone.so app
show
mkdir dir
cp libtwo.so dir
try ./patchelf --set-rpath "$PWD/none:$PWD/dir:\$ORIGIN:$PWD/dir" app
try ./patchelf --shrink-rpath app
try ./patchelf --print-rpath app
try ./patchelf --shrink-rpath --allowed-rpath-prefixes /usr:/opt app
try ./patchelf --print-rpath app
