app
try linkwright why "${fixed[@]}" --verbose app libtwo.so
