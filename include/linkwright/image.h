/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a binary file says about itself. An image is parsed once, never changed, and lives as long as the
 * session that loaded it; every pointer in it points into that session's memory. Offsets are bytes
 * from the start of the file, addresses are the file's own virtual addresses.
 */
#ifndef LINKWRIGHT_IMAGE_H
#define LINKWRIGHT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"

struct lw_elf;
struct lw_macho;
struct lw_pe;

enum lw_format { LW_FORMAT_ELF = 1, LW_FORMAT_MACHO, LW_FORMAT_PE };

/* What can be done with the file as a whole. */
enum lw_image_kind {
	LW_IMAGE_OTHER,      /* relocatable object, core file, separate debug file, kernel extension or driver … */
	LW_IMAGE_PROGRAM,    /* ELF: has an interpreter; Mach-O: MH_EXECUTE; PE: no DLL */
	LW_IMAGE_LIBRARY,    /* ELF: shared object without interpreter; Mach-O: MH_DYLIB; PE: DLL */
	LW_IMAGE_STATIC,     /* no loader has a say in it */
	LW_IMAGE_STATIC_PIE, /* the same, and it relocates itself (ELF) */
	LW_IMAGE_BUNDLE,     /* MH_BUNDLE: a plug-in, only loaded at run time */
	LW_IMAGE_LINKER,     /* MH_DYLINKER: dyld itself */
};

/* What a file asks for: (code, name in JSON). */
#define LW_NEED_KINDS(X) \
	X(LIBRARY, "needed")      /* DT_NEEDED, LC_LOAD_DYLIB, an import directory of PE */ \
	X(AUXILIARY, "auxiliary") /* DT_AUXILIARY: taken if it is there */ \
	X(FILTER, "filter")       /* DT_FILTER: must be there */ \
	X(WEAK, "weak")           /* LC_LOAD_WEAK_DYLIB: its absence is no error */ \
	X(REEXPORT, "reexport")   /* LC_REEXPORT_DYLIB: its symbols count as this file's */ \
	X(UPWARD, "upward")       /* LC_LOAD_UPWARD_DYLIB: no order of initialisation */ \
	X(LAZY, "lazy")           /* LC_LAZY_LOAD_DYLIB, or delayed initialisation */ \
	X(DELAY, "delay")         /* PE: loaded at the first call */ \
	X(FORWARD, "forward")     /* PE: only a forwarded export names it */

enum lw_need_kind {
#define X(code, name) LW_NEED_##code,
	LW_NEED_KINDS(X)
#undef X
		LW_N_NEED_KINDS
};

struct lw_need {
	const char *name;
	enum lw_need_kind kind;
	uint64_t off; /* of the entry in the file */
};

/* A string of the file and where the entry that names it lies; text is NULL where there is none. */
struct lw_entry_text {
	const char *text;
	uint64_t off;
};

struct lw_image {
	enum lw_format format;
	enum lw_image_kind kind;
	uint8_t bits; /* 32 or 64 */
	bool big_endian;
	uint16_t machine;            /* the format's own number */
	const char *interp;          /* or NULL */
	struct lw_entry_text soname; /* DT_SONAME, the install name of LC_ID_DYLIB, the name in PE's export directory */
	struct lw_entry_text rpath, runpath; /* of ELF; a Mach-O file has a list (macho.h) */
	const struct lw_need *needs;         /* in the file's order */
	uint32_t n_needs;
	const uint8_t *build_id;
	uint32_t n_build_id;
	const struct lw_error
		*damage; /* NULL; or the first thing that could not be read: what comes after it is missing here */
	/* Where it lies in the file: a universal Mach-O file has several. All other offsets count from the file's
	 * start. */
	uint64_t slice_off, slice_size;
	const struct lw_elf *elf;     /* what only ELF has (elf.h); else NULL */
	const struct lw_macho *macho; /* what only Mach-O has (macho.h); else NULL */
	const struct lw_pe *pe;       /* what only PE has (pe.h); else NULL */
};

#endif
