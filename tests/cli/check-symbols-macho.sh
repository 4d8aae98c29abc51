# Mach-O: an import names its library, and that library, or one that it re-exports, has to have it.
code() { printf '%s\n' "$1" | /usr/bin/clang -target x86_64-apple-macos12 -O1 -c -o ../part.o -x c -; }
link() { # FILE ARGUMENT…
	local bin
	bin=$(dirname "$(echo /usr/lib/llvm-*/bin/ld64.lld | tr ' ' '\n' | sort -V | tail -n 1)")
	printf '%s\n' '--- !tapi-tbd' 'tbd-version: 4' 'targets: [ x86_64-macos ]' 'install-name: /usr/lib/libSystem.B.dylib' \
		'exports:' '  - targets: [ x86_64-macos ]' '    symbols: [ dyld_stub_binder, _exit ]' '...' >../libSystem.tbd
	"$bin/ld64.lld" -arch x86_64 -platform_version macos 12 12 -o "$1" ../part.o "${@:2}" ../libSystem.tbd
}
dylib() { link "$1" -dylib -install_name "$PWD/$1" "${@:2}"; }
only() { try linkwright check --rule LW106 "$@"; }
code 'int two(void) { return 2; } int more(void) { return 3; }'
dylib libtwo.dylib
code 'int one(void) { return 1; } int gone(void) { return 1; }'
dylib libone.dylib -reexport_library libtwo.dylib
code 'int one(void), gone(void), two(void), more(void), absent(void) __attribute__((weak_import)); void exit(int);
int main(void) { exit(one() + gone() + two() + more() + (absent ? absent() : 0)); }'
link app libone.dylib -U _absent
only app
code 'int one(void) { return 1; }'
dylib libone.dylib -reexport_library libtwo.dylib
only app
code 'int more(void) { return 3; }'
dylib libtwo.dylib
only app
