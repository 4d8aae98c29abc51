app
try linkwright fuse app --lib libtwo.so -o out
try linkwright fuse app --lib libnone.so -o out
try linkwright fuse app --all -o out
try linkwright fuse nowhere --all --keep-libc -o out
rm libtwo.so
try linkwright fuse app --all --keep-libc -o out
echo text >text
try linkwright fuse text --all --keep-libc -o out
echo 'void _start(void) {}' | gcc -nostdlib -static -o fixed -x c -
echo 'void _start(void) {}' | gcc -nostdlib -static-pie -fPIE -o moves -x c -
try linkwright fuse fixed --all --keep-libc -o out
try linkwright fuse moves --all --keep-libc -o out
test ! -e out
