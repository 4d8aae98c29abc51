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

enum lw_format { LW_FORMAT_ELF = 1 };

/* What can be done with the file as a whole. */
enum lw_image_kind {
	LW_IMAGE_OTHER,      /* relocatable object, core file, separate debug file … */
	LW_IMAGE_PROGRAM,    /* has an interpreter */
	LW_IMAGE_LIBRARY,    /* shared object without interpreter */
	LW_IMAGE_STATIC,     /* no interpreter, nothing dynamic */
	LW_IMAGE_STATIC_PIE, /* position independent, relocates itself */
};

enum lw_need_kind {
	LW_NEED_LIBRARY,   /* DT_NEEDED */
	LW_NEED_AUXILIARY, /* DT_AUXILIARY: taken if it is there */
	LW_NEED_FILTER,    /* DT_FILTER: must be there */
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
	uint16_t machine;   /* the format's own number */
	const char *interp; /* or NULL */
	struct lw_entry_text soname, rpath, runpath;
	const struct lw_need *needs; /* in the file's order */
	uint32_t n_needs;
	const uint8_t *build_id;
	uint32_t n_build_id;
	const struct lw_error
		*damage; /* NULL; or the first thing that could not be read: what comes after it is missing here */
	const struct lw_elf *elf; /* what only ELF has (elf.h) */
};

#endif
