app
mkdir a b
cp libtwo.so a
cp libtwo.so b
try linkwright tree "${fixed[@]}" --env LD_LIBRARY_PATH=a --env LD_LIBRARY_PATH=b app
