app
try linkwright patchelf --print-interpreter --print-os-abi --print-soname --print-rpath --print-execstack --print-needed app
try linkwright patchelf --print-soname --print-needed libone.so libtwo.so
try linkwright patchelf --print-interpreter libone.so
try linkwright patchelf --version
printf 'rpath-from-a-file' >words
try linkwright patchelf --set-rpath @words --output out app
try linkwright patchelf --print-rpath out
try linkwright patchelf --print-rpath app
