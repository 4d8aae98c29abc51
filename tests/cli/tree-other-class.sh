app
printf '\001' | dd of=libtwo.so bs=1 seek=4 conv=notrunc status=none
try linkwright tree "${fixed[@]}" app
