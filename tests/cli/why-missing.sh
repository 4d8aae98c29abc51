app
rm libtwo.so
try linkwright why "${fixed[@]}" app libtwo.so
