/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random access to bytes that lie somewhere: a file, memory, a member of an archive. Bytes are copied, never mapped: a
 * file that is cut short under a reader is an error here, not a signal.
 */
#ifndef LW_OS_SOURCE_H
#define LW_OS_SOURCE_H

#include "base/arena.h"
#include "bytes/span.h"

struct lw_source;

struct lw_source_ops {
	/* Reads up to n bytes at off; gives how many, fewer only at the end; -1 with *sys set to the errno. */
	int64_t (*read)(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys);
	void (*close)(struct lw_source *src);
	/* May be NULL. After read gave -1: fills *err with a better sentence than errno has, and gives false. */
	bool (*why)(const struct lw_source *src, struct lw_error *err);
	/* May be NULL. Bytes that lie in memory as long as the source is used, so that a view of them needs no copy;
	 * false: these do not, or cannot be read. */
	bool (*lend)(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_span *out);
};

struct lw_source {
	const struct lw_source_ops *ops;
	uint64_t size;        /* in bytes, when it was opened */
	int fd;               /* of a file source */
	struct lw_span span;  /* of a memory source */
	void *ctx;            /* of whoever else made it */
	struct lw_span first; /* the file's first bytes, if they have been read before; borrowed */
};

/* Bytes in memory, borrowed while the source is used; needs no close. */
void lw_source_of_memory(struct lw_source *src, struct lw_span span);

/* The bytes [off, off + len): a copy in the arena, or lent by the source, and good as long as both. Errors: TRUNCATED
 * if it does not lie within the file, IO, NOMEM. */
bool lw_source_view(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_arena *a, struct lw_span *out,
		    struct lw_error *err) LW_USE;

/* Does the source itself have these bytes in memory? *out is good while the source is used. */
bool lw_source_lends(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_span *out);

/* Up to n bytes at off into buf; *got tells how many. Errors: IO. */
bool lw_source_read(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, uint64_t *got,
		    struct lw_error *err) LW_USE;

void lw_source_close(struct lw_source *src);

#endif
