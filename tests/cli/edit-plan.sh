app
plain() { sed -E 's/0x[0-9a-f]+ +[0-9]+ /AT N /; s/from 0x[0-9a-f]+/from AT/; s/[0-9]{3,} bytes/N bytes/g; s/by [0-9]+ to/by N to/'; }
try linkwright edit app --set-rpath '$ORIGIN/a/much/longer/path/than/there/was' --set-interpreter /opt/lib/ld.so --dry-run | sed -E '/offset/,$d' | plain
cmp app app
linkwright edit app --set-rpath '$ORIGIN/lib' --dry-run --format json | grep -o '"changes":\[[^]]*\]'
try linkwright edit app --add-rpath /opt/lib --prepend-rpath /first --add-needed libtwo.so -o out | plain
try linkwright edit out --add-rpath /opt/lib --in-place
try linkwright edit out --quiet --clear-rpath --in-place
try linkwright edit out --set-id other --execstack off --in-place | plain
readelf -dW out | grep -E 'NEEDED|PATH|SONAME' | sed 's/^ *[^ ]* //'
