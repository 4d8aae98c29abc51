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
	tar -xf "$deps/src/$1"_*.debian.tar.?z -C "$deps/$1.new"
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

install musl-gcc musl-tools
install patch patch
install xz xz-utils
jansson
expat
libmd
yaml
# Also for ninja, which configures anew when a meson.build has changed: Debian's libraries are not musl's.
export PKG_CONFIG_LIBDIR="$deps/lib/pkgconfig"
if [ ! -e "$build/build.ninja" ]; then
	CC=musl-gcc /usr/bin/meson setup "$build" "$top" -Dtests=false -Db_staticpic=false \
		"-Dc_args=$flags" '-Dc_link_args=-static -Wl,--gc-sections -Wl,--build-id=none'
fi
/usr/bin/ninja -j2 -C "$build"
strip -s -o "$build/linkwright.new" "$build/src/linkwright"
mv "$build/linkwright.new" "$build/linkwright"
