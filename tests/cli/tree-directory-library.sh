app
rm libtwo.so
mkdir libtwo.so
try linkwright tree "${fixed[@]}" app
