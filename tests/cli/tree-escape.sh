evil=$(printf 'lib\033[31mred\007.so')
lib "$evil"
program app "$evil" '-Wl,-rpath,$ORIGIN'
try linkwright tree "${fixed[@]}" app
try linkwright why "${fixed[@]}" app "$evil"
rm "$evil"
try linkwright tree "${fixed[@]}" app
try linkwright ldd app
try linkwright lddtree app
