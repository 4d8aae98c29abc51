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
		apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT) $(SIGNED_BY)' 'Created-By: Packages' | sort -u |
			while read -r uri name component key; do
				case $key in
				/*) echo "deb-src [signed-by=$key] $uri $name $component" ;;
				*) echo "deb-src $uri $name $component" ;;
				esac
			done >"$deps/sources.list"
	fi
	set -- "$1" -o "Dir::Etc::SourceList=$deps/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$deps/lists" \
		-o APT::Sandbox::User=root
	package=$1
	shift
	apt-get "$@" update -qq
	(cd "$deps/src" && apt-get "$@" source -qq --download-only "$package")
}

# unpack PACKAGE: $deps/PACKAGE, with Debian's patches
unpack() {
	[ -e "$deps/$1" ] && return
	apt_source "$1"
	rm -rf "$deps/$1.new"
	mkdir "$deps/$1.new"
	tar -xf "$deps/src/$1"_*.orig.tar.?z -C "$deps/$1.new" --strip-components=1
	tar -xf "$deps/src/$1"_*.debian.tar.?z -C "$deps/$1.new"
	if [ -e "$deps/$1.new/debian/patches/series" ]; then
		sed 's/#.*//; s/[ \t].*//; /^$/d' "$deps/$1.new/debian/patches/series" | while read -r patch; do
			(cd "$deps/$1.new" && git apply --directory= "debian/patches/$patch")
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

# Of libmd only two hashes are used; with musl they need nothing from a configuration.
libmd() {
	[ -e "$deps/lib/libmd.a" ] && return
	unpack libmd
	mkdir -p "$deps/obj-md" "$deps/lib/pkgconfig" "$deps/include"
	cp "$deps/libmd/include/sha1.h" "$deps/libmd/include/sha2.h" "$deps/include"
	: >"$deps/obj-md/config.h"
	for file in sha1 sha2; do
		# shellcheck disable=SC2086
		musl-gcc $flags -DHAVE_CONFIG_H=1 -I"$deps/obj-md" -I"$deps/libmd/include" -c "$deps/libmd/src/$file.c" -o "$deps/obj-md/$file.o"
	done
	ar rcs "$deps/lib/libmd.a" "$deps"/obj-md/*.o
	version=$(sed -n 's/^[0-9T: -]*//; s/^libmd (\([^)-]*\).*/\1/p' "$deps/libmd/debian/changelog" | head -n 1)
	printf 'Name: libmd\nDescription: hashes\nVersion: %s\nLibs: -L%s -lmd\nCflags: -I%s\n' "$version" "$deps/lib" \
		"$deps/include" >"$deps/lib/pkgconfig/libmd.pc"
}

install musl-gcc musl-tools
jansson
libmd
if [ ! -e "$build/build.ninja" ]; then
	CC=musl-gcc PKG_CONFIG_LIBDIR="$deps/lib/pkgconfig" /usr/bin/meson setup "$build" "$top" -Dtests=false -Db_staticpic=false \
		"-Dc_args=$flags" '-Dc_link_args=-static -Wl,--gc-sections -Wl,--build-id=none'
fi
/usr/bin/ninja -j2 -C "$build"
strip -s -o "$build/linkwright.new" "$build/src/linkwright"
mv "$build/linkwright.new" "$build/linkwright"
