app
mkdir other
cp libtwo.so other
try linkwright tree "${fixed[@]}" --secure --env "LD_LIBRARY_PATH=$PWD/other" app
