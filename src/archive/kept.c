/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only unpacks from its beginning to its end: each page is packed again by the quickest level of zstd when it
 * first comes by, and kept. So all that was passed stays at hand, at about the size that it has in the archive.
 */
#include <string.h>

#include "archive/decoder.h"
#include "archive/unpack.h"
#include "base/fail.h"
#include "base/vec.h"

#define QUICK 1
#define INPUT ((size_t)64 << 10)

struct chunk {
	const uint8_t *bytes;
	uint32_t n;
};

struct kept {
	struct lw_unpacked u;
	struct lw_decoder decoder;
	uint64_t in;    /* read of the packed bytes */
	uint8_t *input; /* INPUT bytes */
	struct lw_decoder_step step;
	size_t n_last; /* bytes of the last page */
	LW_VEC(struct chunk) chunks;
};

static bool more_input(struct kept *k, struct lw_error *err) {
	uint64_t got = 0;
	if (k->step.n_in != 0 || k->step.last)
		return true;
	LW_TRY(lw_source_read(&k->u.from, k->in, k->input, INPUT, &got, err));
	k->in += got;
	k->step.in = k->input;
	k->step.n_in = (size_t)got;
	k->step.last = got < INPUT;
	return true;
}

static bool decode_page(struct kept *k, uint8_t *p, size_t *n, struct lw_error *err) {
	k->step.out = p;
	k->step.n_out = LW_PAGE;
	while (k->step.n_out != 0 && !k->step.ended) {
		LW_TRY(more_input(k, err));
		LW_TRY(lw_decoder_run(&k->decoder, &k->step, err));
	}
	*n = LW_PAGE - k->step.n_out;
	const uint64_t out = k->chunks.n * (uint64_t)LW_PAGE + *n;
	return lw_pool_count(k->u.pool, *n, k->in - k->step.n_in, out, err);
}

static bool tools(struct lw_pool *p, struct lw_error *err) {
	const size_t room = ZSTD_compressBound(LW_PAGE);
	if (p->packer == NULL)
		p->packer = ZSTD_createCCtx();
	if (p->unpacker == NULL)
		p->unpacker = ZSTD_createDCtx();
	if (p->chunk == NULL)
		p->chunk = lw_alloc_raw(p->arena, room, 1, err);
	return (p->packer != NULL && p->unpacker != NULL && p->chunk != NULL) ||
		lw_fail(err, LW_E_NOMEM, "out of memory");
}

static bool keep(struct kept *k, const uint8_t *p, size_t n, struct lw_error *err) {
	struct lw_pool *pool = k->u.pool;
	const size_t r = ZSTD_compressCCtx(pool->packer, pool->chunk, ZSTD_compressBound(LW_PAGE), p, n, QUICK);
	if (ZSTD_isError(r))
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	uint8_t *bytes = lw_alloc_raw(pool->arena, r, 1, err);
	struct chunk *c = bytes == NULL ? NULL : lw_vec_add(pool->arena, &k->chunks, err);
	if (c == NULL)
		return false;
	memcpy(bytes, pool->chunk, r);
	*c = (struct chunk){bytes, (uint32_t)r};
	return true;
}

static void finish(struct kept *k) {
	lw_decoder_end(&k->decoder);
	k->u.size = k->chunks.n == 0 ? 0 : (k->chunks.n - 1) * (uint64_t)LW_PAGE + k->n_last;
}

/* The next page, into p and kept. */
static bool forward(struct kept *k, struct lw_page *p, struct lw_error *err) {
	LW_TRY(decode_page(k, p->bytes, &p->n, err));
	if (p->n != 0)
		LW_TRY(keep(k, p->bytes, p->n, err));
	if (p->n != 0)
		k->n_last = p->n;
	if (p->n < LW_PAGE)
		finish(k);
	return true;
}

static bool unpack_chunk(struct kept *k, uint64_t index, struct lw_page *p, struct lw_error *err) {
	const struct chunk *c = &k->chunks.at[index];
	const size_t r = ZSTD_decompressDCtx(k->u.pool->unpacker, p->bytes, LW_PAGE, c->bytes, c->n);
	if (ZSTD_isError(r))
		return lw_fail(err, LW_E_INTERNAL, "a page that was kept is damaged: %s", ZSTD_getErrorName(r));
	p->n = r;
	return true;
}

static bool fill(struct lw_unpacked *u, uint64_t index, struct lw_page *p, struct lw_error *err) {
	struct kept *k = (struct kept *)u; /* u is the first member */
	if (index < k->chunks.n)
		return unpack_chunk(k, index, p, err);
	if (!k->decoder.live && u->size == LW_SIZE_UNKNOWN)
		return lw_fail(err, LW_E_MALFORMED, "what it unpacks to ends in damage");
	p->n = 0;
	while (k->chunks.n <= index && k->decoder.live)
		if (!forward(k, p, err)) {
			lw_decoder_end(&k->decoder);
			return false;
		}
	if (k->chunks.n <= index)
		p->n = 0;
	return true;
}

static void end(struct lw_unpacked *u) {
	lw_decoder_end(&((struct kept *)u)->decoder);
}

bool lw_kept_new(struct lw_pool *p, enum lw_packing how, struct lw_unpacked **out, struct lw_error *err) {
	static const struct lw_unpacked_ops ops = {fill, end};
	LW_TRY(tools(p, err));
	struct kept *k = lw_alloc(p->arena, 1, sizeof *k, err);
	if (k == NULL || (k->input = lw_alloc_raw(p->arena, INPUT, 1, err)) == NULL)
		return false;
	k->u.ops = &ops;
	if (!lw_decoder_begin(&k->decoder, how, err)) {
		lw_decoder_end(&k->decoder);
		return false;
	}
	*out = &k->u;
	return true;
}
