#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what the build and the tests need, on Debian as root. Does nothing when nothing is missing.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH

# what must be there : the package that has it
needs='
/usr/bin/gcc:gcc
/usr/bin/g++:g++
/usr/include/stdio.h:libc6-dev
/usr/bin/clang:clang
/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a:libclang-rt-dev
/usr/bin/meson:meson
/usr/bin/ninja:ninja-build
/usr/bin/pkg-config:pkg-config
/usr/include/jansson.h:libjansson-dev
/usr/include/expat.h:libexpat1-dev
/usr/include/openssl/sha.h:libssl-dev
/usr/include/yaml.h:libyaml-dev
/usr/lib/python3/dist-packages/yaml/__init__.py:python3-yaml
/usr/include/zlib.h:zlib1g-dev
/usr/include/zstd.h:libzstd-dev
/usr/include/lzma.h:liblzma-dev
/usr/include/bzlib.h:libbz2-dev
/usr/bin/zstd:zstd
/usr/include/cmocka.h:libcmocka-dev
/usr/bin/scdoc:scdoc
/usr/bin/python3:python3
/usr/lib/python3/dist-packages/jsonschema/__init__.py:python3-jsonschema
/usr/lib/python3/dist-packages/z3/z3core.py:python3-z3
/usr/bin/strace:strace
/usr/bin/setfacl:acl
/usr/bin/setfattr:attr
/usr/bin/chattr:e2fsprogs
/sbin/setcap:libcap2-bin
/usr/bin/patchelf:patchelf
/usr/bin/eu-strip:elfutils
/usr/lib/x86_64-linux-gnu/libz3.so.4:libz3-4
/usr/lib/python3/dist-packages/pkg_resources/__init__.py:python3-pkg-resources
/usr/bin/readelf:binutils
/usr/bin/git:git
/lib/ld-musl-*.so.1:musl
/usr/bin/gdb:gdb
/usr/bin/aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu
/usr/bin/aarch64-linux-gnu-g++:g++-aarch64-linux-gnu
/usr/aarch64-linux-gnu/include/stdio.h:libc6-dev-arm64-cross
/usr/bin/s390x-linux-gnu-gcc:gcc-s390x-linux-gnu
/usr/s390x-linux-gnu/include/stdio.h:libc6-dev-s390x-cross
/usr/bin/qemu-aarch64-static:qemu-user-static
/usr/bin/x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64
/usr/bin/i686-w64-mingw32-gcc:gcc-mingw-w64-i686
/usr/bin/x86_64-w64-mingw32-dlltool:binutils-mingw-w64-x86-64
/usr/bin/i686-w64-mingw32-dlltool:binutils-mingw-w64-i686
/usr/x86_64-w64-mingw32/include/windows.h:mingw-w64-x86-64-dev
/usr/i686-w64-mingw32/include/windows.h:mingw-w64-i686-dev
/usr/lib/llvm-*/bin/llvm-readobj:llvm
/usr/lib/llvm-*/bin/lld-link:lld
/usr/lib/llvm-*/bin/ld64.lld:lld
/usr/lib/llvm-*/bin/llvm-objdump:llvm
'

missing=
for need in $needs; do
	found=
	for file in ${need%%:*}; do
		[ -e "$file" ] && found=yes && break
	done
	[ -n "$found" ] || missing="$missing ${need##*:}"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "setup.sh: missing:$missing" >&2
	echo "setup.sh: install these packages (on Debian: apt-get install$missing)" >&2
	exit 2
fi
echo "setup.sh: installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing
