app
mkdir other
cp libone.so libtwo.so other
try linkwright tree "${fixed[@]}" --env LD_LIBRARY_PATH=other app
