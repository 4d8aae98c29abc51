/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source that reads each of its tables once: what is viewed from it stays in memory, and is lent to whoever views the
 * same bytes again. For work that looks at a file from several sides, as an edit does.
 */
#ifndef LW_OS_HELD_H
#define LW_OS_HELD_H

#include "base/vec.h"
#include "os/source.h"

struct lw_held_range {
	uint64_t off;
	struct lw_span bytes;
};

struct lw_held {
	const struct lw_source *under;
	struct lw_arena *a;
	LW_VEC(struct lw_held_range) ranges;
	uint64_t total; /* bytes that are held */
};

/* h reads from under, into the arena; all three are borrowed while the source is used, which needs no close. A large
 * file's tables are held up to a limit, and small ones not at all: they are read again as from under itself. */
void lw_held_source(struct lw_held *h, const struct lw_source *under, struct lw_arena *a, struct lw_source *out);

#endif
