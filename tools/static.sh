#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the release: static.sh BUILD-DIR. Everything is compiled against musl, the libraries that linkwright uses from
# Debian's source packages, each in its smallest configuration; so nothing is needed where the command runs.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
build=$1
top=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$build"
build=$(cd "$build" && pwd)
deps=$build/deps
flags='-O3 -g0 -DNDEBUG -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables'

# install PROGRAM PACKAGE
install() {
	command -v "$1" >/dev/null && return
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		echo "static.sh: $1 is missing (on Debian: apt-get install $2)" >&2
		exit 2
	fi
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"
}

# Source packages come from where this system's packages do; its own lists stay as they are.
apt_source() {
	mkdir -p "$deps/lists" "$deps/src"
	if [ ! -e "$deps/sources.list" ]; then
		targets=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT) $(SIGNED_BY)' 'Created-By: Packages')
		echo "$targets" | sort -u |
			while read -r uri name component key; do
				case $key in
				/*) echo "deb-src [signed-by=$key] $uri $name $component" ;;
				*) echo "deb-src $uri $name $component" ;;
				esac
			done >"$deps/sources.list.new"
		mv "$deps/sources.list.new" "$deps/sources.list"
	fi
	set -- "$1" -o "Dir::Etc::SourceList=$deps/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$deps/lists" \
		-o APT::Sandbox::User=root
	package=$1
	shift
	apt-get "$@" update -qq
	# The newest that is really there: lists may name what has gone from the servers, or has not come yet.
	for version in $(apt-cache "$@" showsrc "$package" | sed -n 's/^Version: //p' | sort -Vru); do
		rm -f "$deps/src/$package"_*
		(cd "$deps/src" && apt-get "$@" source -qq --download-only "$package=$version") && return
		# Several places may list it, and one of them may have lost it: each of them alone.
		while read -r place; do
			echo "$place" >"$deps/one.list"
			(cd "$deps/src" && apt-get "$@" -o "Dir::Etc::SourceList=$deps/one.list" source -qq --download-only "$package=$version") && return
		done <"$deps/sources.list"
		echo "static.sh: $package $version is not to be had" >&2
	done
	return 1
}

# unpack PACKAGE: $deps/PACKAGE, with Debian's patches
unpack() {
	[ -e "$deps/$1" ] && return
	apt_source "$1"
	rm -rf "$deps/$1.new"
	mkdir "$deps/$1.new"
	for archive in "$deps/src/$1"_*.orig.tar.gz "$deps/src/$1"_*.orig.tar.xz "$deps/src/$1"_*.orig.tar.bz2; do
		[ ! -e "$archive" ] || tar -xf "$archive" -C "$deps/$1.new" --strip-components=1
	done
	for archive in "$deps/src/$1"_*.debian.tar.gz "$deps/src/$1"_*.debian.tar.xz "$deps/src/$1"_*.debian.tar.bz2; do
		[ ! -e "$archive" ] || tar -xf "$archive" -C "$deps/$1.new"
	done
	if [ -e "$deps/$1.new/debian/patches/series" ]; then
		sed 's/#.*//; s/[ \t].*//; /^$/d' "$deps/$1.new/debian/patches/series" | while read -r patch; do
			patch -s -p1 --fuzz=0 --no-backup-if-mismatch -d "$deps/$1.new" -i "debian/patches/$patch"
		done
	fi
	mv "$deps/$1.new" "$deps/$1"
}

# jansson has a configuration of its own for systems without one, and that is the smallest.
jansson() {
	[ -e "$deps/lib/libjansson.a" ] && return
	unpack jansson
	mkdir -p "$deps/obj" "$deps/lib/pkgconfig" "$deps/include"
	cp "$deps/jansson/src/jansson.h" "$deps/include"
	sed '$i #define JSON_HAVE_ATOMIC_BUILTINS 1\n#define JSON_HAVE_SYNC_BUILTINS 1' "$deps/jansson/android/jansson_config.h" >"$deps/include/jansson_config.h"
	for name in STDINT_H UNISTD_H FCNTL_H SYS_TYPES_H SYS_TIME_H OPEN READ CLOSE GETPID GETTIMEOFDAY ATOMIC_BUILTINS SYNC_BUILTINS; do
		echo "#define HAVE_$name 1"
	done >"$deps/include/jansson_private_config.h"
	echo '#define USE_URANDOM 1' >>"$deps/include/jansson_private_config.h"
	for file in "$deps"/jansson/src/*.c; do
		# shellcheck disable=SC2086
		musl-gcc $flags -DHAVE_CONFIG_H=1 -I"$deps/include" -I"$deps/jansson/src" -c "$file" -o "$deps/obj/$(basename "$file" .c).o"
	done
	ar rcs "$deps/lib/libjansson.a" "$deps"/obj/*.o
	version=$(sed -n 's/^#define JANSSON_VERSION *"\(.*\)"/\1/p' "$deps/include/jansson.h")
	printf 'Name: jansson\nDescription: JSON\nVersion: %s\nLibs: -L%s -ljansson\nCflags: -I%s\n' "$version" "$deps/lib" \
		"$deps/include" >"$deps/lib/pkgconfig/jansson.pc"
}

# Of expat what reads documents without a type definition; manifests have none.
expat() {
	[ -e "$deps/lib/libexpat.a" ] && return
	unpack expat
	lib=$(dirname "$(find "$deps/expat" -path '*/lib/xmlparse.c')")
	mkdir -p "$deps/obj-expat" "$deps/lib/pkgconfig" "$deps/include"
	cp "$lib/expat.h" "$lib/expat_external.h" "$deps/include"
	for line in 'XML_NS 1' 'XML_GE 0' 'XML_CONTEXT_BYTES 1024' 'BYTEORDER __BYTE_ORDER__' 'HAVE_GETRANDOM 1'; do
		echo "#define $line"
	done >"$deps/obj-expat/expat_config.h"
	for name in xmlparse xmlrole xmltok; do
		# shellcheck disable=SC2086
		musl-gcc $flags -DHAVE_EXPAT_CONFIG_H=1 -I"$deps/obj-expat" -I"$lib" -c "$lib/$name.c" -o "$deps/obj-expat/$name.o"
	done
	ar rcs "$deps/lib/libexpat.a" "$deps"/obj-expat/*.o
	version=$(sed -n 's/^#define XML_M[A-Z]*_VERSION \([0-9]*\)/\1/p' "$deps/include/expat.h" | paste -sd .)
	printf 'Name: expat\nDescription: XML\nVersion: %s\nLibs: -L%s -lexpat\nCflags: -I%s\n' "$version" "$deps/lib" \
		"$deps/include" >"$deps/lib/pkgconfig/expat.pc"
}

# Of libyaml what reads documents; the source package has another name than the library.
yaml() {
	[ -e "$deps/lib/libyaml.a" ] && return
	unpack libyaml
	mkdir -p "$deps/obj-yaml" "$deps/lib/pkgconfig" "$deps/include"
	cp "$deps/libyaml/include/yaml.h" "$deps/include"
	version=$(sed -n 's/^m4_define(\[YAML_[A-Z]*\], *\([0-9]*\)).*/\1/p' "$deps/libyaml/configure.ac" | head -n 3 | paste -sd .)
	printf '#define YAML_VERSION_STRING "%s"\n#define YAML_VERSION_MAJOR 0\n#define YAML_VERSION_MINOR 0\n#define YAML_VERSION_PATCH 0\n' \
		"$version" >"$deps/obj-yaml/config.h"
	for name in api parser reader scanner; do
		# shellcheck disable=SC2086
		musl-gcc $flags -DHAVE_CONFIG_H=1 -I"$deps/obj-yaml" -I"$deps/libyaml/include" -I"$deps/libyaml/src" \
			-c "$deps/libyaml/src/$name.c" -o "$deps/obj-yaml/$name.o"
	done
	ar rcs "$deps/lib/libyaml.a" "$deps"/obj-yaml/*.o
	printf 'Name: yaml\nDescription: YAML\nVersion: %s\nLibs: -L%s -lyaml\nCflags: -I%s\n' "$version" "$deps/lib" \
		"$deps/include" >"$deps/lib/pkgconfig/yaml-0.1.pc"
}

# compile NAME FLAG... -- FILE...: $deps/lib/libNAME.a of the files
compile() {
	name=$1
	shift
	more=
	while [ "$1" != -- ]; do
		more="$more $1"
		shift
	done
	shift
	mkdir -p "$deps/obj-$name" "$deps/lib/pkgconfig" "$deps/include"
	for file in "$@"; do
		echo "$file"
		# shellcheck disable=SC2086,SC2016
	done | flags="$flags $more" into="$deps/obj-$name" xargs -P 2 -n 1 sh -ec 'musl-gcc $flags -c "$0" -o "$into/$(basename "$0" .c).o"'
	ar rcs "$deps/lib/lib$name.a" "$deps/obj-$name"/*.o
}

# describe NAME LIBRARY VERSION: what pkg-config says of it
describe() {
	printf 'Name: %s\nDescription: %s\nVersion: %s\nLibs: -L%s -l%s\nCflags: -I%s\n' "$1" "$1" "$3" "$deps/lib" "$2" \
		"$deps/include" >"$deps/lib/pkgconfig/$1.pc"
}

# Of OpenSSL's library the hashes, and what tells them which instructions the processor has.
libcrypto() {
	[ -e "$deps/lib/pkgconfig/libcrypto.pc" ] && return
	unpack openssl
	(
		cd "$deps/openssl"
		CC=musl-gcc CFLAGS="$flags" ./config no-shared no-tests >config.out 2>&1
		make -s build_generated >config.out 2>&1
		wanted='sha/libcrypto-lib-sha1[a-z0-9_-]*|sha/libcrypto-lib-sha256[a-z0-9_-]*|sha/libcrypto-lib-sha512[a-z0-9_-]*|libcrypto-lib-[a-z0-9_]*cpuid'
		objects=$(grep -oE "^crypto/($wanted|libcrypto-lib-ctype|libcrypto-lib-[a-z0-9]*cap|libcrypto-lib-mem_clr)\.o:" Makefile | tr -d : | sort -u)
		# shellcheck disable=SC2086
		make -s -j2 $objects >config.out 2>&1
		# shellcheck disable=SC2086
		ar rcs "$deps/lib/libcrypto.a" $objects
	)
	mkdir -p "$deps/lib/pkgconfig" "$deps/include"
	cp -r "$deps/openssl/include/openssl" "$deps/include"
	describe libcrypto crypto "$(sed -n 's/^# define OPENSSL_VERSION_STR "\(.*\)"/\1/p' "$deps/include/openssl/opensslv.h")"
}

# Of zlib what inflates.
zlib() {
	[ -e "$deps/lib/pkgconfig/zlib.pc" ] && return
	unpack zlib
	z=$deps/zlib
	compile z -DHAVE_HIDDEN -DHAVE_UNISTD_H -- "$z/adler32.c" "$z/crc32.c" "$z/inffast.c" "$z/inflate.c" "$z/inftrees.c" "$z/zutil.c"
	cp "$z/zlib.h" "$z/zconf.h" "$deps/include"
	describe zlib z "$(sed -n 's/^#define ZLIB_VERSION "\([0-9.]*\).*/\1/p' "$z/zlib.h")"
}

# Of bzip2 all but its programs.
bz2() {
	[ -e "$deps/lib/pkgconfig/bzip2.pc" ] && return
	unpack bzip2
	z=$deps/bzip2
	compile bz2 -- "$z/blocksort.c" "$z/bzlib.c" "$z/compress.c" "$z/crctable.c" "$z/decompress.c" "$z/huffman.c" "$z/randtable.c"
	cp "$z/bzlib.h" "$deps/include"
	describe bzip2 bz2 "$(sed -n 's/^#define BZ_VERSION *"\([0-9.]*\).*/\1/p' "$z/bzlib_private.h")"
}

# Of liblzma the decoder of .xz with all filters and checks, without threads.
lzma() {
	[ -e "$deps/lib/pkgconfig/liblzma.pc" ] && return
	unpack xz-utils
	z=$deps/xz-utils/src/liblzma
	filters='arm armthumb arm64 ia64 powerpc sparc x86'
	set -- -DHAVE_STDBOOL_H -DHAVE_INTTYPES_H -DHAVE_STDINT_H -DHAVE_STRING_H -DHAVE_LIMITS_H -DHAVE_CHECK_CRC32 -DHAVE_CHECK_CRC64 \
		-DHAVE_CHECK_SHA256 -DHAVE_DECODERS -DHAVE_DECODER_LZMA1 -DHAVE_DECODER_LZMA2 -DHAVE_DECODER_DELTA -DMYTHREAD_DISABLED \
		-DTUKLIB_FAST_UNALIGNED_ACCESS -DSIZEOF_SIZE_T=8 -DPACKAGE_NAME=XZ -DPACKAGE_BUGREPORT= -DPACKAGE_URL= \
		-I"$deps/xz-utils/src/common"
	for folder in api common check lz rangecoder lzma delta simple; do
		set -- "$@" -I"$z/$folder"
	done
	for filter in $filters; do
		set -- "$@" "-DHAVE_DECODER_$(echo "$filter" | tr a-z A-Z)"
	done
	set -- "$@" --
	for file in common block_util filter_common index_hash vli_size vli_decoder stream_flags_common block_header_decoder block_decoder \
		filter_decoder filter_flags_decoder stream_decoder stream_flags_decoder; do
		set -- "$@" "$z/common/$file.c"
	done
	for file in check/check check/crc32_table check/crc32_fast check/crc64_table check/crc64_fast check/sha256 lz/lz_decoder lzma/lzma_decoder \
		lzma/lzma2_decoder delta/delta_common delta/delta_decoder simple/simple_coder simple/simple_decoder; do
		set -- "$@" "$z/$file.c"
	done
	for filter in $filters; do
		set -- "$@" "$z/simple/$filter.c"
	done
	compile lzma "$@"
	cp -r "$z/api/lzma.h" "$z/api/lzma" "$deps/include"
	describe liblzma lzma "$(sed -n 's/^#define LZMA_VERSION_M[AI][JN]OR \([0-9]*\)/\1/p; s/^#define LZMA_VERSION_PATCH \([0-9]*\)/\1/p' \
		"$z/api/lzma/version.h" | paste -sd .)"
}

# Of zstd what decompresses, and what compresses, of which the quickest level is used.
zstd() {
	[ -e "$deps/lib/pkgconfig/libzstd.pc" ] && return
	unpack libzstd
	z=$deps/libzstd/lib
	compile zstd -DZSTD_DISABLE_ASM -DZSTD_LEGACY_SUPPORT=0 -DXXH_NAMESPACE=ZSTD_ -- "$z"/common/*.c "$z"/compress/*.c "$z"/decompress/*.c
	cp "$z/zstd.h" "$z/zstd_errors.h" "$deps/include"
	describe libzstd zstd "$(sed -n 's/^#define ZSTD_VERSION_[MR][A-Z]* *\([0-9]*\)$/\1/p' "$z/zstd.h" | paste -sd .)"
}

install musl-gcc musl-tools
install patch patch
install xz xz-utils
install bzip2 bzip2
install perl perl
jansson
expat
libcrypto
yaml
zlib
bz2
lzma
zstd
# Also for ninja, which configures anew when a meson.build has changed: Debian's libraries are not musl's.
export PKG_CONFIG_LIBDIR="$deps/lib/pkgconfig"
if [ ! -e "$build/build.ninja" ]; then
	CC=musl-gcc /usr/bin/meson setup "$build" "$top" -Dtests=false -Db_staticpic=false \
		"-Dc_args=$flags" '-Dc_link_args=-static -Wl,--gc-sections -Wl,--build-id=none'
fi
/usr/bin/ninja -j2 -C "$build"
strip -s -o "$build/linkwright.new" "$build/src/linkwright"
mv "$build/linkwright.new" "$build/linkwright"
