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
