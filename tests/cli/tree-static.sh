echo 'void _start(void) {}' | gcc -nostdlib -static -o still -x c -
try linkwright tree still
