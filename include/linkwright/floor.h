/* SPDX-License-Identifier: Apache-2.0 */
/* The oldest system that a file runs on: the newest symbol versions that it asks for, and who has them. */
#ifndef LINKWRIGHT_FLOOR_H
#define LINKWRIGHT_FLOOR_H

#include "linkwright/graph.h"

/* The newest version of one family that is asked of one library. */
struct lw_floor_need {
	const char *provider; /* "libc.so.6" */
	const char *version;  /* "GLIBC_2.34" */
	const char *family;   /* "GLIBC" */
	const char *number;   /* "2.34"; NULL: it has none, as GLIBC_PRIVATE */
	const char *symbol;   /* one that needs it; NULL: none does, it is asked for as a whole (GLIBC_ABI_DT_RELR) */
	uint32_t n_symbols;
};

/* A distribution and the glibc that it came with. */
struct lw_distro {
	const char *name;
	uint16_t glibc_minor; /* 36 for 2.36 */
};

struct lw_floor {
	const struct lw_floor_need *needs; /* in the file's order of libraries */
	uint32_t n_needs;
	uint16_t glibc_minor;           /* the glibc that it needs; 0: none is told by versions */
	const struct lw_distro *newest; /* the newest distribution whose glibc is older; NULL: none that is known */
	const struct lw_distro *oldest; /* the oldest one whose glibc is new enough; NULL likewise */
	bool is_private;                /* it asks for GLIBC_PRIVATE, which only the same build of glibc has */
};

/* Of an ELF file; *out lives until lw_session_forget. Errors: NOT_FOUND, IO, UNSUPPORTED (no ELF file), those of the
 * format's reader. */
LW_API LW_USE bool lw_floor_of(struct lw_session *s, const char *path, const struct lw_floor **out,
			       struct lw_error *err);

#endif
