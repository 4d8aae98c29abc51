/* SPDX-License-Identifier: Apache-2.0 */
/* Makes small PE files from a description, for world files and tests: all that decides which libraries are loaded, and
 * code that only returns. */
#ifndef LW_WORLDFILE_PE_BUILD_H
#define LW_WORLDFILE_PE_BUILD_H

#include "base/vec.h"
#include "bytes/span.h"

/* One library that is imported, and what of it: a name, or "@12" for an ordinal. */
struct lw_pe_wish {
	const char *dll;
	bool delay;
	const char *const *symbols; /* none: it is imported all the same, but nothing of it */
	uint32_t n_symbols;
};

/* What is exported. Ordinals count from 1, in the order in which they stand; one that is written "@12" has no name, and
 * the count goes on behind it. */
struct lw_pe_offer {
	const char *name;
	const char *forward; /* "MODULE.name" or "MODULE.#12"; NULL: it is here */
};

struct lw_pe_desc {
	uint16_t machine; /* of one that is not known 64 bits are made */
	bool program;
	const char *name;                 /* the library's own, for its export directory */
	LW_VEC(struct lw_pe_wish) wishes; /* in order; the loader sees imports and delay imports apart */
	LW_VEC(struct lw_pe_offer) offers;
	bool has_load_flags; /* a load configuration */
	uint16_t load_flags;
	LW_VEC(const char *) manifest; /* its lines; none: it has no manifest */
	struct lw_span manifest_bytes; /* or what it is, byte for byte */
	uint16_t manifest_id;          /* of the resource; 0: 1 in a program, 2 in a DLL */
};

/* "@12"; names of C++ and of fastcall may begin with @ as well, but not with a number behind it alone. */
bool lw_pe_is_ordinal(const char *symbol);

/* The file's bytes in the arena. Errors: LIMIT, NOMEM. */
bool lw_pe_build(const struct lw_pe_desc *d, struct lw_arena *a, struct lw_span *out, struct lw_error *err) LW_USE;

#endif
