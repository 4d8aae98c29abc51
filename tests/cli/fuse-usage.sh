app
try linkwright fuse app
try linkwright fuse app --all --keep-libc
try linkwright fuse --all --keep-libc -o out
try linkwright fuse app app --all --keep-libc -o out
try linkwright fuse app --all --keep-libc --format dot -o out
test ! -e out
