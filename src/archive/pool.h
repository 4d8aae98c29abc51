/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all that is unpacked from one archive shares: the limits, a few pages of what was unpacked last, a few inflaters
 * in the middle of their work, and the last error. So memory does not grow with the number of members that are open.
 */
#ifndef LW_ARCHIVE_POOL_H
#define LW_ARCHIVE_POOL_H

#include <stddef.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/arena.h"
#include "os/source.h"

#define LW_PAGE ((size_t)128 << 10)
#define LW_N_PAGES 24
#define LW_N_CURSORS 4
#define LW_CURSOR_INPUT ((size_t)32 << 10)

struct lw_unpacked;

struct lw_page {
	const struct lw_unpacked *of; /* NULL: free */
	bool busy;                    /* is being filled */
	uint64_t index, used;
	size_t n;
	uint8_t *bytes;
};

/* An inflater that stands somewhere in one packed range. */
struct lw_cursor {
	struct lw_unpacked *of; /* NULL: free */
	bool busy;              /* at work: another may be needed for the bytes that this one unpacks */
	bool live;              /* z is to be ended */
	bool at_header;         /* of a gzip member */
	uint64_t used;
	uint64_t in, out; /* where in the packed bytes the buffer ends, and in the unpacked ones the next is */
	z_stream z;
	uint8_t *input;
};

struct lw_pool {
	struct lw_arena *arena;
	uint64_t most_bytes, n_bytes; /* unpacked for the first time */
	uint32_t most_ratio;
	uint64_t clock;
	uint32_t n_marks; /* states kept to go on from, of all inflaters */
	struct lw_page pages[LW_N_PAGES];
	struct lw_cursor cursors[LW_N_CURSORS];
	struct lw_unpacked *first; /* all that were made */
	void *packer, *unpacker;   /* of kept chunks */
	uint8_t *chunk;            /* room for one, packed */
	struct lw_error trouble;   /* why a read failed */
};

void lw_pool_init(struct lw_pool *p, struct lw_arena *a, uint64_t most_bytes, uint32_t most_ratio);
/* Ends all that was made with it. */
void lw_pool_close(struct lw_pool *p);

/* n more bytes were unpacked of a range that gave n_out of n_in bytes by now. Errors: LIMIT. */
bool lw_pool_count(struct lw_pool *p, uint64_t n, uint64_t n_in, uint64_t n_out, struct lw_error *err) LW_USE;
/* Whether a range of n_in bytes may unpack to n_out. Errors: LIMIT. */
bool lw_pool_ratio(const struct lw_pool *p, uint64_t n_in, uint64_t n_out, struct lw_error *err) LW_USE;

/* The page, if it is there. */
struct lw_page *lw_pool_page(struct lw_pool *p, const struct lw_unpacked *of, uint64_t index);
/* A page to fill, busy until its user says otherwise. NULL with NOMEM. */
struct lw_page *lw_pool_new_page(struct lw_pool *p, struct lw_error *err);

/* The bytes [off, off + len) of a source that outlives it, as a source in *out. Errors: NOMEM. */
bool lw_slice(struct lw_pool *p, const struct lw_source *of, uint64_t off, uint64_t len, struct lw_source *out,
	      struct lw_error *err) LW_USE;

#endif
