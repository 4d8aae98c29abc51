app
try linkwright fuse app --lib libtwo.so -o out
try linkwright fuse app --lib libnone.so -o out
try linkwright fuse app --all -o out
try linkwright fuse nowhere --all --keep-libc -o out
rm libtwo.so
try linkwright fuse app --all --keep-libc -o out
echo text >text
try linkwright fuse text --all --keep-libc -o out
test ! -e out
