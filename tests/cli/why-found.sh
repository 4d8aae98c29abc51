app
try linkwright why "${fixed[@]}" app libtwo.so
