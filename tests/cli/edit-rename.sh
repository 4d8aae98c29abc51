# Dynamic symbols get new names one edit after the other; what has its old name again is as it was.
printf '%s\n' 'int one(void) { return 1; }' 'int two(void) { return 2; }' >x.c
gcc -shared -fPIC x.c -o libx.so
names() { nm -D --defined-only "$1" | cut -d ' ' -f 3 | sort | tr '\n' ' '; echo; }
try linkwright edit libx.so --rename-symbol one=one --in-place
try linkwright edit libx.so --rename-symbol one=three --rename-symbol three=one -o same.so
cmp libx.so same.so
try linkwright edit libx.so --rename-symbol one=three --rename-symbol two=one --rename-symbol three=two -o swapped.so --quiet
names swapped.so
/usr/bin/python3 -c 'import ctypes; x = ctypes.CDLL("./swapped.so"); print(x.one(), x.two())'
try linkwright edit libx.so --rename-symbol one=two --in-place
echo 'one three
two four' >map
try linkwright patchelf --rename-dynamic-symbols map libx.so
names libx.so
echo 'three one
three two' >map
try linkwright patchelf --rename-dynamic-symbols map libx.so
