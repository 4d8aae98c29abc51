# What the rules say of search paths, and of a library that only a variable or the program's DT_RUNPATH would give.
mkdir -p lib far
echo 'void b(void) {}' | gcc -nostdlib -shared -fPIC -Wl,-soname,libb.so -o lib/libb.so -x c -
echo 'void a(void) {}' | gcc -nostdlib -shared -fPIC -Wl,-soname,liba.so -Wl,--no-as-needed -o lib/liba.so -x c - -x none lib/libb.so
echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE -Wl,--no-as-needed -Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/lib::/home/me/lib:rel' \
	-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -Wl,-z,execstack -Wl,--allow-shlib-undefined -o app -x c - -x none lib/liba.so
try linkwright check app
cp lib/libb.so far/libb.so
try linkwright check --rule LW102 --rule shadowed --env LD_LIBRARY_PATH=far app
try linkwright check --ignore LW101 --fail-on error --quiet app
try linkwright check --rule nonsense app
try linkwright check --claim fast app
try linkwright check --fail-on never app
try linkwright check
try linkwright explain LW204
try linkwright explain nonsense
try linkwright check --format json --rule LW301 app
