app
plain() { sed -E 's/[0-9]{3,} bytes, of which the file itself had [0-9]+/N bytes, of which the file itself had N/; s/[0-9]+ program headers/N program headers/'; }
try linkwright fuse app --all --keep-libc --dry-run | plain
try linkwright fuse app --lib libone.so --lib libtwo.so -o out | plain
rm libone.so libtwo.so
linkwright tree "${fixed[@]}" out
linkwright fuse out --list | head -n 3 | sed -E 's/[0-9a-f]{16,}/HEX/g; s/[0-9]+ bytes/N bytes/g'
linkwright fuse --undo out -o back --quiet
cmp back app
