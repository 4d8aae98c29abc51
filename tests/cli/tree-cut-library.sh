app
head -c 40 libtwo.so >cut && mv cut libtwo.so
try linkwright tree "${fixed[@]}" app
