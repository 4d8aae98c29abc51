/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wheels as data: what their names and tags say, and where that, WHEEL and RECORD disagree with what lies in them.
 *
 * Sources: PEP 427 and the Binary distribution format specification (names, WHEEL, RECORD, .data), PEP 425 (tags),
 * PEP 513, 571, 599, 600 (manylinux), 656 (musllinux), 730, 738 (iOS, Android), packaging's tags.py (macOS).
 */
#ifndef LW_PACKAGE_WHEEL_H
#define LW_PACKAGE_WHEEL_H

#include "os/fs.h"

/* ---- names */

struct lw_wheel_tag {
	const char *python, *abi, *platform;
};

struct lw_wheel_name {
	const char *name, *version;
	const char *build;               /* NULL: none */
	const struct lw_wheel_tag *tags; /* compressed sets written out: "py2.py3-none-any" is two */
	uint32_t n_tags;
};

/* The base name of a file, with ".whl". Errors: MALFORMED (it has not five or six parts, one is empty, a build that
 * does not begin with a digit), LIMIT (more than 4096 tags), NOMEM. */
bool lw_wheel_parse_name(const char *file, struct lw_arena *a, struct lw_wheel_name *out, struct lw_error *err) LW_USE;

/* "cp311-cp311-linux_x86_64" or a compressed set: as many tags. Errors: MALFORMED, LIMIT, NOMEM. */
bool lw_wheel_parse_tags(const char *text, struct lw_arena *a, const struct lw_wheel_tag **tags, uint32_t *n,
			 struct lw_error *err) LW_USE;

/* ---- platforms */

#define LW_PLATFORM_SYSTEMS(X) \
	X(ANY, "any") \
	X(LINUX, "linux")         /* linux_ARCH: glibc or musl, no promise */ \
	X(MANYLINUX, "manylinux") /* version: glibc */ \
	X(MUSLLINUX, "musllinux") /* version: musl */ \
	X(MACOS, "macos")         /* version: macOS */ \
	X(WINDOWS, "windows") \
	X(IOS, "ios") \
	X(ANDROID, "android") /* version: API level */ \
	X(OTHER, "other")

enum lw_platform_system {
#define X(code, name) LW_PLATFORM_##code,
	LW_PLATFORM_SYSTEMS(X)
#undef X
		LW_N_PLATFORMS
};

struct lw_platform {
	enum lw_platform_system system;
	uint32_t major, minor; /* the least version that the tag promises to run on; 0.0: none */
	/* Names of architectures as the binaries of that system have them: "x86_64", "aarch64" (also for macOS' arm64
	 * and Windows' arm64), "i386", "armv7", "ppc64le", "ppc64", "s390x", "riscv64", "loongarch64", "powerpc". Of a
	 * universal tag several. n_archs is 0 for "any" and where it is not known. */
	const char *archs[4];
	uint32_t n_archs;
	const char *spelled; /* the architecture as the tag spells it, "" for any; borrowed from the tag */
};

/* Always gives an answer: what is not known is LW_PLATFORM_OTHER. */
struct lw_platform lw_wheel_platform(const char *tag);
const char *lw_platform_system_name(enum lw_platform_system system);

/* ---- where a wheel's file is installed */

#define LW_WHEEL_SCHEMES(X) \
	X(PURELIB, "purelib") \
	X(PLATLIB, "platlib") \
	X(SCRIPTS, "scripts") \
	X(HEADERS, "headers") \
	X(DATA, "data")

enum lw_wheel_scheme {
#define X(code, name) LW_WHEEL_##code,
	LW_WHEEL_SCHEMES(X)
#undef X
		LW_N_WHEEL_SCHEMES
};

struct lw_wheel_place {
	enum lw_wheel_scheme scheme;
	const char *path; /* below the directory of the scheme; borrowed */
};

/* "pkg/x.so" is platlib or purelib, as Root-Is-Purelib says; "NAME-VERSION.data/scripts/x" is scripts' "x". A key of
 * .data that no scheme has stays where it is. */
struct lw_wheel_place lw_wheel_place_of(const char *path, bool root_is_purelib);
const char *lw_wheel_scheme_name(enum lw_wheel_scheme scheme);

/* ---- audit */

/* (code, name in JSON, words: what is wrong with path) */
#define LW_WHEEL_FAULTS(X) \
	X(NO_DIST_INFO, "no-dist-info", "there is no .dist-info directory, or more than one") \
	X(NO_RECORD, "no-record", "there is no RECORD") \
	X(BAD_RECORD, "bad-record", "RECORD cannot be read") \
	X(NO_WHEEL, "no-wheel", "there is no WHEEL") \
	X(UNRECORDED, "unrecorded", "the file is not in RECORD") \
	X(MISSING, "missing", "RECORD has a row for a file that is not there") \
	X(TWICE, "twice", "RECORD has several rows for the file") \
	X(OUTSIDE, "outside", "RECORD has a path that leads out of the wheel") \
	X(NO_HASH, "no-hash", "RECORD has no hash for the file") \
	X(WEAK_HASH, "weak-hash", "RECORD has a hash that is not allowed (only sha256 and better are)") \
	X(HASH, "hash", "the file's hash is another than RECORD says") \
	X(SIZE, "size", "the file's size is another than RECORD says") \
	X(NAME, "name", "the .dist-info directory is called otherwise than the file's name says") \
	X(TAGS, "tags", "the tags in WHEEL are others than those in the file's name") \
	X(METADATA, "metadata", "METADATA tells another name or version than the .dist-info directory") \
	X(PURELIB_NATIVE, "purelib-native", "Root-Is-Purelib is true, and there are native binaries") \
	X(ANY_NATIVE, "any-native", "the tag says any platform, and there are native binaries") \
	X(DATA_KEY, "data-key", "the .data directory has a part that is installed nowhere")

enum lw_wheel_fault_kind {
#define X(code, name, words) LW_WHEEL_F_##code,
	LW_WHEEL_FAULTS(X)
#undef X
		LW_N_WHEEL_FAULTS
};

struct lw_wheel_fault {
	enum lw_wheel_fault_kind kind;
	const char *path;     /* below the top, as the wheel has it */
	const char *expected; /* what is promised (RECORD, the file's name), or "" */
	const char *got;      /* what is there, or "" */
};

struct lw_wheel_audit {
	const struct lw_wheel_fault *faults; /* by kind, then path */
	uint32_t n_faults;
	const char *dist_info; /* the directory's name, or NULL */
	const char *name, *version;
	bool root_is_purelib;
	const struct lw_wheel_tag *tags; /* of WHEEL */
	uint32_t n_tags;
	uint32_t n_files;
	const char *const *natives; /* paths of native binaries: ELF, Mach-O, PE by their first bytes */
	uint32_t n_natives;
	uint64_t hashed; /* bytes */
};

/*
 * The tree of a wheel at top (absolute, "/" for the whole file system). file: the wheel's file name, or NULL if it is
 * not known: then tags and names are not compared with it. Errors: LIMIT, IO, NOMEM; what is wrong with the wheel is no
 * error.
 */
bool lw_wheel_audit(const struct lw_fs *fs, const char *top, const char *file, struct lw_arena *a,
		    struct lw_wheel_audit *out, struct lw_error *err) LW_USE;

const char *lw_wheel_fault_name(enum lw_wheel_fault_kind kind);
const char *lw_wheel_fault_words(enum lw_wheel_fault_kind kind);

/* ---- chains of links that an archive without links made copies of */

struct lw_flattened {
	const char *const *paths; /* libz3.so, libz3.so.4, libz3.so.4.12: in the order of their bytes */
	uint32_t n;
	uint64_t size;      /* of one */
	const char *sha256; /* in hex */
};

/* Files in one directory whose names are one another's with ".NUMBER" behind (libX.so.1.2), or before ".dylib", and
 * whose bytes are the same. Links that are links are no copies. Errors: those of lw_wheel_audit. */
bool lw_package_flattened(const struct lw_fs *fs, const char *top, struct lw_arena *a,
			  const struct lw_flattened **groups, uint32_t *n, struct lw_error *err) LW_USE;

#endif
