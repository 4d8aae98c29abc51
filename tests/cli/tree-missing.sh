app
rm libtwo.so
try linkwright tree "${fixed[@]}" app
