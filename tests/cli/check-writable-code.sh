# Writable code in each format, and files without.
echo 'void _start(void) {}' | gcc -nostdlib -static -Wl,-N -o omagic -x c - 2>/dev/null
echo 'void _start(void) {}' | gcc -nostdlib -static -o plain -x c -
mac bin/plain arm64
mac bin/writable arm64 -segprot __TEXT rwx rwx
echo 'int start(void) { return 0; }' | x86_64-w64-mingw32-gcc -nostdlib -e start -o plain.exe -x c -
x86_64-w64-mingw32-objcopy --set-section-flags .text=alloc,load,code,data plain.exe writable.exe
for file in omagic plain bin/plain bin/writable plain.exe writable.exe; do
	try linkwright check --rule LW309 $file | grep -v '^    in .*, at 0x'
done
