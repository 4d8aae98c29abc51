# Marks of a file: relocations that stay writable, writable code, no build-id; each with its counterpart.
hard='-Wl,-z,relro -Wl,-z,now'
program whole $hard
program later -Wl,-z,relro -Wl,-z,lazy
program bare -Wl,-z,norelro
lib libf.so
echo 'int x(void); void _start(void) { x(); }' >call.c
gcc -nostdlib -pie -fPIE -fplt $build_id -Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -Wl,-z,relro -Wl,-z,lazy -Wl,--allow-shlib-undefined \
	-Wl,--unresolved-symbols=ignore-all -o lazy call.c -x none libf.so
echo 'void _start(void) {}' | gcc -nostdlib -static -Wl,-N -Wl,--no-warn-rwx-segments -Wl,--build-id=none -o omagic -x c - 2>/dev/null
marks=(--rule LW305 --rule LW306 --rule LW309)
try linkwright check "${marks[@]}" whole later bare lazy omagic
try linkwright check "${marks[@]}" --fail-on note lazy
