/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random access to what packed bytes unpack to. Deflate and gzip are unpacked again from the nearest of some states
 * that were kept (inflateCopy of zlib is meant for that); the decoders of xz, bzip2 and zstd cannot be copied, so what
 * they gave is kept in chunks that are packed again, quickly. Only as much is unpacked as lies before what is read.
 */
#ifndef LW_ARCHIVE_UNPACK_H
#define LW_ARCHIVE_UNPACK_H

#include "archive/pool.h"

enum lw_packing {
	LW_PACKED_NOT,
	LW_PACKED_DEFLATE, /* raw: RFC 1951 */
	LW_PACKED_GZIP,    /* RFC 1952, members one behind the other */
	LW_PACKED_XZ,
	LW_PACKED_BZIP2,
	LW_PACKED_ZSTD, /* RFC 8878, frames one behind the other */
};

#define LW_SIZE_UNKNOWN UINT64_MAX

struct lw_unpacked_ops {
	/* Fills the page's bytes with page index; p->n is less than LW_PAGE only at the end, where u->size is set. */
	bool (*fill)(struct lw_unpacked *u, uint64_t index, struct lw_page *p, struct lw_error *err);
	void (*end)(struct lw_unpacked *u);
};

/* The first member of what each way of unpacking keeps. */
struct lw_unpacked {
	const struct lw_unpacked_ops *ops;
	struct lw_pool *pool;
	struct lw_unpacked *next; /* in the pool */
	struct lw_source from;
	uint64_t size; /* LW_SIZE_UNKNOWN until the end was met, or told from the start */
};

/* What the first bytes say: one of the packings that begin with a magic, or NOT. */
enum lw_packing lw_packing_of(struct lw_span first);

/*
 * A source of what all of from unpacks to. Its size is the one told (and from must unpack to exactly as much, with that
 * CRC-32), or LW_SIZE_UNKNOWN: then a read behind the end gives fewer bytes, and that is how it is found. from is
 * borrowed. Errors: NOMEM; reading gives TRUNCATED, MALFORMED, LIMIT, NOMEM, IO.
 */
bool lw_unpack(struct lw_pool *p, enum lw_packing how, const struct lw_source *from, uint64_t size, uint32_t crc,
	       struct lw_source *out, struct lw_error *err) LW_USE;

void lw_unpack_end_all(struct lw_pool *p);

/* inflate.c, kept.c */
bool lw_inflated_new(struct lw_pool *p, bool gzip, uint32_t crc, struct lw_unpacked **out, struct lw_error *err) LW_USE;
bool lw_kept_new(struct lw_pool *p, enum lw_packing how, struct lw_unpacked **out, struct lw_error *err) LW_USE;

#endif
