echo hello >hello.txt
try linkwright ldd hello.txt
echo 'void _start(void) {}' | gcc -nostdlib -static -o still -x c -
try linkwright ldd still
