app
plain() { sed -E 's/[0-9]{3,} bytes/N bytes/g; s/by [0-9]+ to/by N to/'; }
ln app other
ln -s app link
chmod 750 app
try linkwright edit link --set-rpath /x --in-place | plain
test -L link && stat -c '%a %h' app other
try linkwright patchelf --print-rpath app other
# Into a pipe go the bytes of the result, and no word of it.
linkwright edit app --set-rpath /y -o result --quiet
linkwright edit app --set-rpath /y -o /dev/stdout | cmp - result && echo same
