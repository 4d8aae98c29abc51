app
try linkwright why "${fixed[@]}" app libthree.so
