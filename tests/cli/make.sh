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
