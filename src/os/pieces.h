/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that is made of parts of another one and of new bytes. It is put together from its start to its end, can be
 * read like any other source before it exists, and is written by lw_replace (os/replace.h).
 */
#ifndef LW_OS_PIECES_H
#define LW_OS_PIECES_H

#include "base/vec.h"
#include "os/fs.h"

struct lw_piece {
	uint64_t off, len; /* in the new file */
	enum lw_piece_kind { LW_PIECE_KEPT, LW_PIECE_NEW, LW_PIECE_ZERO } kind;
	const struct lw_source *of; /* KEPT: the file that has it; borrowed */
	uint64_t from;              /* and where */
	const uint8_t *bytes;       /* NEW: borrowed */
};

struct lw_pieces {
	const struct lw_source *old; /* borrowed */
	struct lw_stat was;          /* of old when it was opened; lw_replace wants it unchanged */
	struct lw_arena *a;
	LW_VEC(struct lw_piece) list; /* by off, without gaps */
	uint64_t size;
};

/* Adds len bytes of the old file; what follows the last piece in both files becomes one with it. Errors: INTERNAL (they
 * do not lie within the old file), NOMEM. */
bool lw_pieces_keep(struct lw_pieces *p, uint64_t from, uint64_t len, struct lw_error *err) LW_USE;
/* The same of another file than the old one, which stays open as long as p is used. */
bool lw_pieces_take(struct lw_pieces *p, const struct lw_source *of, uint64_t from, uint64_t len,
		    struct lw_error *err) LW_USE;
/* Adds bytes, which are borrowed; adds zeros. Errors: NOMEM. */
bool lw_pieces_put(struct lw_pieces *p, struct lw_span bytes, struct lw_error *err) LW_USE;
bool lw_pieces_zero(struct lw_pieces *p, uint64_t len, struct lw_error *err) LW_USE;

/* The new file as a source, good while p is; needs no close. */
void lw_pieces_source(const struct lw_pieces *p, struct lw_source *out);

#endif
