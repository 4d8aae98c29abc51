# Versions are compared by their numbers: 2.9 is older than 2.28. The libraries are made here, so that the answer is always the same.
echo 'GLIBC_2.9 { f; }; GLIBC_2.28 { g; h; } GLIBC_2.9; GLIBC_PRIVATE { p; } GLIBC_2.28;' >map
echo 'void f(void) {} void g(void) {} void h(void) {} void p(void) {}' |
	gcc -nostdlib -shared -fPIC -Wl,-soname,libc.so.6 -Wl,--version-script,map -o libc.so.6 -x c -
program() {
	echo "void f(void); void g(void); void h(void); void p(void); void _start(void) { $2 }" |
		gcc -nostdlib -pie -fPIE -fno-builtin -Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -Wl,--enable-new-dtags \
			-Wl,--no-as-needed -o "$1" -x c - -x none "${@:3}" libc.so.6
}
program old 'f();'
program new 'f(); g(); h();'
program private 'p();'
echo 'void _start(void) {}' | gcc -nostdlib -static -o none -x c -
try linkwright floor old new private none
try linkwright floor --format json new
try linkwright floor nowhere map
try linkwright floor
# What comes with the program counts, what the system has does not: libbeside.so needs the newer version, libaway.so is not told of.
mkdir -p lib
echo 'void g(void); void beside(void) { g(); }' | gcc -nostdlib -shared -fPIC -Wl,-soname,libbeside.so -o lib/libbeside.so -x c - -x none libc.so.6
lib libaway.so
program whole 'f();' lib/libbeside.so libaway.so '-Wl,-rpath,$ORIGIN/lib'
try linkwright floor whole
# A directory and a wheel: what one file brings is not asked of the system.
mkdir -p tree/pkg tree/pkg.libs
cp lib/libbeside.so tree/pkg.libs
echo 'void f(void); void beside(void); void PyInit_ext(void) { f(); beside(); }' |
	gcc -nostdlib -shared -fPIC -Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/../pkg.libs' -o tree/pkg/ext.so -x c - -x none tree/pkg.libs/libbeside.so libc.so.6
(cd tree && /usr/bin/python3 -m zipfile -c ../pkg-1-cp311-cp311-linux_x86_64.whl pkg pkg.libs)
try linkwright floor tree pkg-1-cp311-cp311-linux_x86_64.whl
hide() { "$@" | sed 's/, at 0x[0-9a-f]*$//'; echo "exit ${PIPESTATUS[0]}"; }
hide linkwright check --rule LW410 --claim manylinux2014 tree pkg-1-cp311-cp311-linux_x86_64.whl
# Windows and macOS.
mac app x86_64
try linkwright floor app
cat >precise.def <<'END'
LIBRARY KERNEL32.dll
EXPORTS
SetThreadDescription
END
x86_64-w64-mingw32-dlltool -d precise.def -l libprecise.a
echo 'void SetThreadDescription(void); int start(void) { SetThreadDescription(); return 0; }' |
	x86_64-w64-mingw32-gcc -nostdlib -Wl,-e,start -Wl,--major-subsystem-version,6,--minor-subsystem-version,1 -o app.exe -x c - -x none libprecise.a
try linkwright floor app.exe
