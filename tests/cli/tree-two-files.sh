app
try linkwright tree "${fixed[@]}" app libtwo.so
