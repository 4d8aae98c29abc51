# Claims about systems, found and not found. The libraries are made here, so that the answer is always the same.
echo 'GLIBC_2.2.5 { e; }; GLIBC_2.17 { f; } GLIBC_2.2.5; GLIBC_2.34 { g; h; i; j; } GLIBC_2.17; GLIBC_PRIVATE { p; } GLIBC_2.34;' >map
echo 'void e(void) {} void f(void) {} void g(void) {} void h(void) {} void i(void) {} void j(void) {} void p(void) {}' |
	gcc -nostdlib -shared -fPIC -Wl,-soname,libc.so.6 -Wl,--version-script,map -o libc.so.6 -x c -
echo 'ZLIB_1.2.9 { z; }; ZLIB_NG_2.0 { ng; }; ' >zmap
echo 'void z(void) {} void ng(void) {} void inflate_fast(void) {}' | gcc -nostdlib -shared -fPIC -Wl,-soname,libz.so.1 -Wl,--version-script,zmap -o libz.so.1 -x c -
echo 'void o(void) {}' | gcc -nostdlib -shared -fPIC $build_id -Wl,-soname,libother.so.1 -o libother.so.1 -x c -
extension() {
	echo "void e(void); void f(void); void g(void); void h(void); void i(void); void j(void); void p(void); void z(void); void ng(void); void o(void); void inflate_fast(void); void run(void) { $2 }" |
		gcc -nostdlib -shared -fPIC -fno-builtin -Wl,--allow-shlib-undefined -Wl,--enable-new-dtags -Wl,-soname,"$1" -o "$1" -x c - -x none "${@:3}"
}
mine=(--rule LW410 --rule LW411 --rule LW412 --rule LW420)
# Offsets and the order of symbols are the linker's.
hide() { "$@" | sed 's/, at 0x[0-9a-f]*$//; s/([ghij], [ghij], [ghij] and/(., ., . and/'; echo "exit ${PIPESTATUS[0]}"; }
extension good.so 'e(); f();' libc.so.6
extension bad.so 'e(); g(); h(); i(); j();' libc.so.6
hide linkwright check "${mine[@]}" --claim manylinux2014 good.so
hide linkwright check "${mine[@]}" --claim manylinux_2_17 bad.so
hide linkwright check "${mine[@]}" --claim manylinux_2_34 --claim manylinux1 bad.so
# A library that is not on the list, and the same one beside the file.
extension other.so 'e(); o();' libc.so.6 libother.so.1
extension brought.so 'e(); o();' libc.so.6 libother.so.1 '-Wl,-rpath,$ORIGIN'
hide linkwright check "${mine[@]}" --claim manylinux2014 other.so
hide linkwright check "${mine[@]}" --claim manylinux2014 brought.so
# Exact families: ZLIB_NG_2.0 is no version of ZLIB; and a symbol that is banned.
extension ng.so 'ng(); z();' libz.so.1
hide linkwright check "${mine[@]}" --claim manylinux_2_28 ng.so
echo '{ global: *; };' >zmap
echo 'void inflate_fast(void) {}' | gcc -nostdlib -shared -fPIC -Wl,-soname,libz.so.1 -o libz.so.1 -x c -
extension inner.so 'inflate_fast();' libz.so.1
hide linkwright check "${mine[@]}" --claim manylinux_2_28 --claim musllinux_1_2 inner.so
# Another libc.
lib libc.musl-x86_64.so.1
lib m.so libc.musl-x86_64.so.1
hide linkwright check "${mine[@]}" --claim musllinux_1_2 m.so
hide linkwright check "${mine[@]}" --claim manylinux_2_28 m.so
hide linkwright check "${mine[@]}" --claim musllinux_1_2 good.so
# Releases of distributions.
hide linkwright check "${mine[@]}" --claim runs-on:debian:11 --claim runs-on:rhel8 good.so
hide linkwright check "${mine[@]}" --claim runs-on:bullseye bad.so
hide linkwright check "${mine[@]}" --claim runs-on:debian12 bad.so
hide linkwright check "${mine[@]}" --claim runs-on:alpine:3.18 bad.so
hide linkwright check "${mine[@]}" --claim runs-on:alpine3.18 m.so
echo 'void qsort_r(void); void run(void) { qsort_r(); }' |
	gcc -nostdlib -shared -fPIC -fno-builtin -Wl,--no-as-needed -o later.so -x c - -x none libc.musl-x86_64.so.1
hide linkwright check "${mine[@]}" --claim runs-on:alpine3.15 later.so
hide linkwright check "${mine[@]}" --claim runs-on:alpine3.16 later.so
linkwright floor later.so
extension private.so 'p();' libc.so.6
hide linkwright check "${mine[@]}" --claim runs-on:debian:12 private.so
# What is wrong with the claim itself.
try linkwright check --claim manylinux_2_99 good.so
try linkwright check --claim runs-on:nowhere good.so
