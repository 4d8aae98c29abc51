/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What undoing needs: ranges of the target as they were before, packed with Zstandard (RFC 8878). All else of the
 * target is where it was. docs/fusing-note.md tells the format.
 */
#ifndef LW_FUSE_UNDO_DATA_H
#define LW_FUSE_UNDO_DATA_H

#include "base/vec.h"
#include "os/source.h"

#define LW_UNDO_HEAD 24 /* bytes: magic, length of the ranges unpacked, length of what is packed */

struct lw_undo_range {
	uint64_t off, len; /* in the target */
};
struct lw_undo_ranges {
	struct lw_undo_range *at;
	uint32_t n, cap;
};
/* What follows each other in the file. */
struct lw_undo_chunks {
	struct lw_span *at;
	uint32_t n, cap;
};

/* Sorts the ranges, and makes one of those that overlap or nearly touch. */
void lw_undo_merge(struct lw_undo_ranges *list);
/* Packs them, as src has their bytes. Errors: TRUNCATED, IO, NOMEM. */
bool lw_undo_pack(const struct lw_source *src, const struct lw_undo_ranges *list, struct lw_arena *a,
		  struct lw_undo_chunks *out, struct lw_error *err) LW_USE;

/* Do what undoing needs lie there? len is set to how long it is with its head. Errors: IO. */
bool lw_undo_is_at(const struct lw_source *src, uint64_t off, bool *yes, uint64_t *len, struct lw_error *err) LW_USE;
/* Unpacks what lies there: the ranges, ascending and within size, and in bytes what they have, one after the other.
 * Errors: MALFORMED, LIMIT, TRUNCATED, IO, NOMEM. */
bool lw_undo_unpack(const struct lw_source *src, uint64_t off, uint64_t size, struct lw_arena *a,
		    struct lw_undo_ranges *out, struct lw_span *bytes, struct lw_error *err) LW_USE;

#endif
