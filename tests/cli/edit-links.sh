app
plain() { sed -E 's/[0-9]{3,} bytes/N bytes/g; s/by [0-9]+ to/by N to/'; }
ln app other
ln -s app link
chmod 750 app
try linkwright edit link --set-rpath /x --in-place | plain
test -L link && stat -c '%a %h' app other
try linkwright patchelf --print-rpath app other
