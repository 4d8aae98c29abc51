app
: >libtwo.so
try linkwright tree "${fixed[@]}" app
