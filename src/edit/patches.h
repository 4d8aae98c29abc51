/* SPDX-License-Identifier: Apache-2.0 */
/* New bytes over parts of an old file, and behind it: the common shape of an edit. */
#ifndef LW_EDIT_PATCHES_H
#define LW_EDIT_PATCHES_H

#include "edit/editing.h"

struct lw_patch {
	uint64_t off; /* in the old file and the new one */
	struct lw_span bytes;
	const char *what, *why; /* borrowed; why may be NULL */
	bool moved;             /* what lay at from, perhaps changed */
	uint64_t from;
};

struct lw_patches {
	LW_VEC(struct lw_patch) list;
};

/* Adds one; bytes are borrowed. Bytes that are as they were make no step. Errors: NOMEM. */
bool lw_patches_add(struct lw_editing *e, struct lw_patches *p, struct lw_patch patch, struct lw_error *err) LW_USE;

/*
 * Puts the new file together: the old bytes up to end, with the patches over them and, with zeros between, behind them.
 * No two patches may overlap. Where nothing differs the pieces stay empty. Errors: INTERNAL (patches overlap), IO,
 * NOMEM.
 */
bool lw_patches_lay(struct lw_editing *e, struct lw_patches *p, uint64_t end, struct lw_error *err) LW_USE;

#endif
