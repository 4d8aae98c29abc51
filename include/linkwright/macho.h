/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only a Mach-O file has. Names follow Apple's mach-o/loader.h and, for signatures, xnu's cs_blobs.h. Offsets
 * count from the start of the file, also in a slice of a universal one.
 */
#ifndef LINKWRIGHT_MACHO_H
#define LINKWRIGHT_MACHO_H

#include "linkwright/image.h"

struct lw_macho_header {
	uint64_t magic, cputype, cpusubtype, filetype, ncmds, sizeofcmds, flags;
};

struct lw_macho_command {
	uint32_t cmd, size;
	uint64_t off;
	const uint8_t *bytes; /* all of it, as the file has it */
};

/* What a command asks for beside the name, which is the need of the same number in the image. A dylib_use_command says
 * several things at once; the need's kind is then the one that counts most. */
struct lw_macho_dylib {
	uint32_t cmd;
	bool weak, reexport, upward, delayed;
	bool is_use; /* written as a dylib_use_command */
	uint32_t timestamp, current, compatibility;
};

struct lw_macho_segment {
	const char *name;
	uint64_t addr, size, off, file_size;
	uint32_t max_prot, init_prot, flags;
	uint32_t first_section, n_sections; /* of the image's sections */
	uint64_t cmd_off;
};

struct lw_macho_section {
	const char *name, *segment;
	uint64_t addr, size, off; /* off 0: it has no bytes in the file */
	uint32_t align, flags;    /* align: a power of two */
};

struct lw_macho_tool {
	uint32_t tool, version;
};

/* LC_BUILD_VERSION or one of LC_VERSION_MIN_*. A zippered file has two. */
struct lw_macho_build {
	uint32_t cmd, platform; /* platform: as dyld takes it */
	uint32_t min_os, sdk;   /* xxxx.yy.zz in nibbles */
	const struct lw_macho_tool *tools;
	uint32_t n_tools;
	uint64_t off;
};

/* A part of the file. size 0: there is none. */
struct lw_macho_part {
	uint64_t off, size;
};

enum lw_macho_signed {
	LW_MACHO_UNSIGNED,
	LW_MACHO_ADHOC, /* no certificate stands for it */
	LW_MACHO_SIGNED /* there is a CMS blob; who signed is not looked at */
};

/* Of a code directory (xnu osfmk/kern/cs_blobs.h). */
#define LW_MACHO_CS_ADHOC 0x2u
#define LW_MACHO_CS_RESTRICT 0x800u
#define LW_MACHO_CS_LIBRARY_VALIDATION 0x2000u
#define LW_MACHO_CS_RUNTIME 0x10000u
#define LW_MACHO_CS_LINKER_SIGNED 0x20000u

/* One code directory: hashes of the file's pages, all of one kind. */
struct lw_macho_directory {
	uint64_t off, size;
	uint32_t version, flags;
	uint8_t hash_type, hash_size;
	uint32_t page_size; /* 0: all is one page */
	uint64_t hashes_off;
	uint32_t n_pages;
	uint64_t limit;                /* so many bytes of the slice are covered */
	const char *identifier, *team; /* or NULL */
};

/* Entitlements that dyld or the kernel asks for when libraries are looked for: (code, key). */
#define LW_MACHO_ENTITLEMENTS(X) \
	X(DYLD_ENVIRONMENT, "com.apple.security.cs.allow-dyld-environment-variables") \
	X(NO_LIBRARY_VALIDATION, "com.apple.security.cs.disable-library-validation") \
	X(GET_TASK_ALLOW, "com.apple.security.get-task-allow") \
	X(TASK_ALLOW, "get-task-allow")

enum lw_macho_entitlement {
#define X(code, key) LW_MACHO_ENTITLED_##code,
	LW_MACHO_ENTITLEMENTS(X)
#undef X
		LW_N_MACHO_ENTITLEMENTS
};

struct lw_macho_signature {
	enum lw_macho_signed kind;
	struct lw_macho_part part; /* LC_CODE_SIGNATURE */
	const struct lw_macho_directory *directories;
	uint32_t n_directories;
	const struct lw_macho_directory *best; /* the one that the kernel takes; or NULL */
	uint32_t entitled;                     /* bits, 1 << enum lw_macho_entitlement */
};

/* Whose symbol an undefined one is: the need of that number, from 1, or one of these. Needs are counted as the file has
 * them; where the damage is in one of them, those behind it have other numbers. */
enum lw_macho_ordinal { LW_MACHO_SELF = 0, LW_MACHO_MAIN = -1, LW_MACHO_FLAT = -2, LW_MACHO_WEAK = -3 };

struct lw_macho_symbol {
	const char *name;
	bool undefined; /* else exported */
	bool weak;      /* undefined: it may be absent; exported: a weak definition */
	bool reexport;  /* exported from another dylib; then ordinal and other_name tell which */
	int32_t ordinal;
	const char *other_name; /* its name there */
	uint64_t value;         /* of an exported one, as the file has it */
};

struct lw_macho {
	bool has_header; /* false: a slice that is no Mach-O file; only cputype and cpusubtype are known, from its entry
			  */
	struct lw_macho_header header;
	const struct lw_macho_command *commands;
	uint32_t n_commands;
	const struct lw_macho_dylib *dylibs; /* as many as the image has needs */
	struct lw_macho_dylib id;            /* the versions of LC_ID_DYLIB; cmd 0: there is none */
	const struct lw_entry_text *rpaths;
	uint32_t n_rpaths;
	struct lw_entry_text dylinker; /* LC_LOAD_DYLINKER, LC_ID_DYLINKER */
	const struct lw_entry_text *environment;
	uint32_t n_environment;
	const struct lw_entry_text *clients, *sub_umbrellas, *sub_libraries;
	uint32_t n_clients, n_sub_umbrellas, n_sub_libraries;
	struct lw_entry_text umbrella; /* LC_SUB_FRAMEWORK */
	const struct lw_macho_build *builds;
	uint32_t n_builds;
	bool has_source_version, has_main, has_unixthread;
	uint64_t source_version; /* a.b.c.d.e in 24 and four times ten bits */
	bool has_encryption;
	uint32_t cryptid; /* 0: not encrypted yet */
	const struct lw_macho_segment *segments;
	uint32_t n_segments;
	const struct lw_macho_section *sections;
	uint32_t n_sections;
	bool restricted; /* has the section __RESTRICT,__restrict */
	bool two_level;  /* names of symbols have libraries */
	bool has_chained_fixups;
	struct lw_macho_signature signature;
	struct lw_macho_part symbols, strings, exports, binds, weak_binds, lazy_binds, chained;
	uint32_t first_defined, n_defined, first_undefined, n_undefined; /* LC_DYSYMTAB */
	bool has_dysymtab;
};

#endif
