# SPDX-License-Identifier: Apache-2.0
# Read before each script: makes small files to look at. Nothing in them needs libc, so the transcripts are the same everywhere.

# Linkers of other versions would give other build-ids.
build_id=-Wl,--build-id=0x5eed

# lib FILE [ARGUMENT...]: a shared library whose soname is its file name
lib() {
	mkdir -p "$(dirname "$1")"
	echo 'int x;' | gcc -nostdlib -shared -fPIC $build_id -Wl,-soname,"$(basename "$1")" -Wl,--no-as-needed -o "$1" -x c - -x none "${@:2}"
}

# program FILE [ARGUMENT...]: a program for the usual loader
program() {
	mkdir -p "$(dirname "$1")"
	echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE $build_id -Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 \
		-Wl,--no-as-needed -Wl,--allow-shlib-undefined -Wl,-rpath-link,. -o "$1" -x c - -x none "${@:2}"
}

# A fixed version and CPU, so that the transcripts do not depend on the machine.
fixed=(--loader glibc:2.36 --cpu x86-64-v1)

# try COMMAND...: shows the exit status behind its output
try() {
	"$@"
	echo "exit $?"
}

# app: a program `app` that needs libone.so, which needs libtwo.so, both found beside it by $ORIGIN
app() {
	lib libtwo.so
	lib libone.so libtwo.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN'
	program app libone.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN'
}

# root_loader DIR: this system's loader in another root
root_loader() {
	mkdir -p "$1/lib64"
	cp -L /lib64/ld-linux-x86-64.so.2 "$1/lib64"
}

# mac FILE ARCHITECTURE [ARGUMENT...]: a Mach-O file for macOS 12, linked by LLVM's linker; all of them need libSystem, as the linker of Apple has it
mac() {
	local file=$1 arch=$2 bin
	bin=$(echo /usr/lib/llvm-*/bin/ld64.lld | tr ' ' '\n' | sort -V | tail -n 1)
	bin=${bin%/*}
	mkdir -p "$(dirname "$file")"
	printf '%s\n' '--- !tapi-tbd' 'tbd-version: 4' 'targets: [ x86_64-macos, arm64-macos ]' 'install-name: /usr/lib/libSystem.B.dylib' \
		'exports:' '  - targets: [ x86_64-macos, arm64-macos ]' '    symbols: [ dyld_stub_binder ]' '...' >../libSystem.tbd
	echo 'int main(void) { return 0; }' | /usr/bin/clang -target "$arch-apple-macos12" -c -o ../mac.o -x c -
	"$bin/ld64.lld" -arch "$arch" -platform_version macos 12 12 -o "$file" ../mac.o "${@:3}" ../libSystem.tbd
}

# mac_lib FILE ARCHITECTURE [ARGUMENT...]: one whose install name is @rpath and its file name
mac_lib() {
	mac "$1" "$2" -dylib -install_name "@rpath/$(basename "$1")" "${@:3}"
}

# mac_app ARCHITECTURE: bin/app needs lib/libone.dylib, which needs lib/libtwo.dylib, both found by the program's LC_RPATH
mac_app() {
	mac_lib lib/libtwo.dylib "$1"
	mac_lib lib/libone.dylib "$1" lib/libtwo.dylib
	mac bin/app "$1" -rpath @loader_path/../lib lib/libone.dylib
}
