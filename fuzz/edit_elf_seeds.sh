#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Small linked files for fuzz_edit_elf: edit_elf_seeds.sh FOLDER. Needs gcc, lld, and the cross compilers of the tests where they are.
set -eu
out=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/lib.c" <<'C'
int a(void) { return 1; }
int b(void) { return 2; }
int foo(void) { return a() + b(); }
extern int puts(const char *);
int fn(void) { return puts("x"); }
C
cat >"$work/prog.c" <<'C'
extern int foo(void), fn(void);
void _start(void) { foo(); fn(); for (;;) ; }
int main(void) { return 0; }
C
echo 'V_1 { global: a; foo; local: none*; }; V_2 { global: b; fn; } V_1;' >"$work/map"
echo 'int puts(const char *s) { return s != 0; }' >"$work/c.c"
echo 'C_1 { global: puts; };' >"$work/cmap"
small="-nostdlib -fno-asynchronous-unwind-tables -fno-stack-protector -Wl,-z,max-page-size=4096 -Wl,-z,noseparate-code -Wl,--build-id=sha1 -s"
build() { # NAME COMPILER FLAGS
	name=$1 cc=$2
	shift 2
	command -v "$cc" >/dev/null || return 0
	# shellcheck disable=SC2086
	{
		"$cc" -fPIC -shared $small "$@" -Wl,-soname,libc.so.6 -Wl,--version-script="$work/cmap" "$work/c.c" -o "$work/libc.so.6"
		"$cc" -fPIC -shared $small "$@" -Wl,-soname,liba.so.1 -Wl,-rpath,/opt/lib:'$ORIGIN' -Wl,--version-script="$work/map" "$work/lib.c" "$work/libc.so.6" -o "$work/liba.so.1"
		"$cc" ${prog:--fPIE -pie} $small "$@" -Wl,-rpath-link,"$work" "$work/prog.c" "$work/liba.so.1" -o "$work/prog"
	}
	cp "$work/liba.so.1" "$out/lib-$name"
	cp "$work/prog" "$out/prog-$name"
}
build gnu gcc -Wl,--hash-style=gnu
build sysv gcc -Wl,--hash-style=sysv
build both gcc -Wl,--hash-style=both -Wl,-z,now
build lld gcc -fuse-ld=lld -Wl,--hash-style=both
prog='-fno-pie -no-pie' build exec gcc -Wl,--hash-style=gnu
build i386 gcc -m32 -Wl,--hash-style=gnu
build s390x s390x-linux-gnu-gcc
build aarch64 aarch64-linux-gnu-gcc
build mips mips64el-linux-gnuabi64-gcc
