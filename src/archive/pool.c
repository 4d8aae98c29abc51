/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/pool.h"

#include <zstd.h>

#include "archive/unpack.h"
#include "base/fail.h"

/* Below this nothing is a bomb, whatever the ratio. */
#define FREE_BYTES ((uint64_t)64 << 20)

struct slice {
	const struct lw_source *of;
	uint64_t off;
};

void lw_pool_init(struct lw_pool *p, struct lw_arena *a, uint64_t most_bytes, uint32_t most_ratio) {
	*p = (struct lw_pool){.arena = a, .most_bytes = most_bytes, .most_ratio = most_ratio};
}

void lw_pool_close(struct lw_pool *p) {
	for (size_t i = 0; i < LW_N_CURSORS; i++)
		if (p->cursors[i].live)
			inflateEnd(&p->cursors[i].z);
	lw_unpack_end_all(p);
	ZSTD_freeCCtx(p->packer);
	ZSTD_freeDCtx(p->unpacker);
}

bool lw_pool_ratio(const struct lw_pool *p, uint64_t n_in, uint64_t n_out, struct lw_error *err) {
	if (n_out <= FREE_BYTES || n_in >= n_out / p->most_ratio)
		return true;
	return lw_fail(err, LW_E_LIMIT,
		       "%llu bytes unpack to %llu or more, which is over %u times as many: no real package does that",
		       (unsigned long long)n_in, (unsigned long long)n_out, p->most_ratio);
}

bool lw_pool_count(struct lw_pool *p, uint64_t n, uint64_t n_in, uint64_t n_out, struct lw_error *err) {
	if (n > p->most_bytes - p->n_bytes)
		return lw_fail(err, LW_E_LIMIT, "unpacks to more than %llu bytes, the most that is allowed",
			       (unsigned long long)p->most_bytes);
	p->n_bytes += n;
	return lw_pool_ratio(p, n_in, n_out, err);
}

struct lw_page *lw_pool_page(struct lw_pool *p, const struct lw_unpacked *of, uint64_t index) {
	for (size_t i = 0; i < LW_N_PAGES; i++)
		if (p->pages[i].of == of && p->pages[i].index == index) {
			p->pages[i].used = ++p->clock;
			return &p->pages[i];
		}
	return NULL;
}

struct lw_page *lw_pool_new_page(struct lw_pool *p, struct lw_error *err) {
	struct lw_page *oldest = NULL;
	for (size_t i = 0; i < LW_N_PAGES; i++)
		if (!p->pages[i].busy && (oldest == NULL || p->pages[i].used < oldest->used))
			oldest = &p->pages[i];
	if (oldest == NULL) {
		lw_fail(err, LW_E_LIMIT, "is packed in itself more than %d times", LW_N_PAGES);
		return NULL;
	}
	if (oldest->bytes == NULL && (oldest->bytes = lw_alloc_raw(p->arena, LW_PAGE, 1, err)) == NULL)
		return NULL;
	oldest->of = NULL;
	oldest->busy = true;
	oldest->used = ++p->clock;
	return oldest;
}

static int64_t read_slice(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	const struct slice *s = src->ctx;
	*sys = 0;
	if (off >= src->size)
		return 0;
	return s->of->ops->read(s->of, s->off + off, buf, n < src->size - off ? n : src->size - off, sys);
}

static bool why_slice(const struct lw_source *src, struct lw_error *err) {
	const struct slice *s = src->ctx;
	return s->of->ops->why != NULL ? s->of->ops->why(s->of, err)
				       : lw_fail(err, LW_E_IO, "the archive cannot be read");
}

static void close_nothing(struct lw_source *src) {
	(void)src;
}

bool lw_slice(struct lw_pool *p, const struct lw_source *of, uint64_t off, uint64_t len, struct lw_source *out,
	      struct lw_error *err) {
	static const struct lw_source_ops ops = {.read = read_slice, .close = close_nothing, .why = why_slice};
	struct slice *s = lw_alloc(p->arena, 1, sizeof *s, err);
	if (s == NULL)
		return false;
	*s = (struct slice){of, off};
	*out = (struct lw_source){.ops = &ops, .size = len, .fd = -1, .ctx = s};
	return true;
}
