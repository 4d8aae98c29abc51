/* SPDX-License-Identifier: Apache-2.0 */
/* Sparse files, as GNU tar stores them (its manual, "Storing sparse files"). */
#include <string.h>

#include "archive/tar.h"
#include "base/fail.h"

#define MOST_EXTENTS 100000

/* GNU's old header: four extents, whether more headers follow, the size; in a further header 21 extents. */
enum { OLD_MAP = 386, OLD_N = 4, OLD_MORE = 482, OLD_SIZE = 483, NEXT_N = 21, NEXT_MORE = 504, ENTRY = 24 };

struct sparse {
	const struct lw_source *of;
	uint64_t off;
	const struct lw_tar_extent *extents;
	uint32_t n;
};

static bool damaged(uint64_t off, struct lw_error *err) {
	return lw_fail_at(err, LW_E_MALFORMED, off, "the map of a sparse file is damaged");
}

static bool add(struct lw_tar_facts *f, uint64_t at, uint64_t n, struct lw_arena *a, struct lw_error *err) {
	if (f->extents.n >= MOST_EXTENTS)
		return lw_fail(err, LW_E_LIMIT, "a sparse file has more than %d parts", MOST_EXTENTS);
	struct lw_tar_extent *e = lw_vec_add(a, &f->extents, err);
	if (e == NULL)
		return false;
	*e = (struct lw_tar_extent){.at = at, .n = n};
	return true;
}

static bool old_entries(struct lw_span block, uint64_t from, unsigned n, uint64_t off, struct lw_tar_facts *f,
			struct lw_arena *a, struct lw_error *err) {
	for (unsigned i = 0; i < n; i++) {
		struct lw_span at, size;
		uint64_t v[2];
		if (!lw_span_cut(block, from + ENTRY * i, 12, &at) ||
		    !lw_span_cut(block, from + ENTRY * i + 12, 12, &size) || at.ptr[0] == '\0')
			return true;
		if (!lw_tar_number(at, &v[0]) || !lw_tar_number(size, &v[1]))
			return damaged(off, err);
		LW_TRY(add(f, v[0], v[1], a, err));
	}
	return true;
}

bool lw_tar_old_sparse(const struct lw_source *src, struct lw_span block, uint64_t *off, struct lw_tar_facts *f,
		       struct lw_arena *a, struct lw_error *err) {
	struct lw_span size;
	f->sparse = 3;
	f->has_real_size = true;
	if (!lw_span_cut(block, OLD_SIZE, 12, &size) || !lw_tar_number(size, &f->real_size))
		return damaged(*off, err);
	LW_TRY(old_entries(block, OLD_MAP, OLD_N, *off, f, a, err));
	uint8_t next[LW_TAR_BLOCK];
	for (bool more = block.ptr[OLD_MORE] != 0; more; more = next[NEXT_MORE] != 0) {
		uint64_t got = 0;
		LW_TRY(lw_source_read(src, *off, next, sizeof next, &got, err));
		if (got != sizeof next)
			return lw_fail_at(err, LW_E_TRUNCATED, *off, "the tar ends in the map of a sparse file");
		LW_TRY(old_entries((struct lw_span){next, sizeof next}, 0, NEXT_N, *off, f, a, err));
		*off += sizeof next;
	}
	return true;
}

/* ---- format 1.0: decimal numbers, one in a line, up to the end of a block ---- */

struct lines {
	const struct lw_source *src;
	uint64_t off, stop;
	size_t at, n;
	uint8_t block[LW_TAR_BLOCK];
};

static bool line(struct lines *l, uint64_t *out, struct lw_error *err) {
	char digits[24];
	for (size_t n = 0; n < sizeof digits; n++) {
		if (l->at == l->n) {
			uint64_t got = 0;
			if (l->off >= l->stop)
				return damaged(l->off, err);
			LW_TRY(lw_source_read(l->src, l->off, l->block, sizeof l->block, &got, err));
			if (got != sizeof l->block)
				return lw_fail_at(err, LW_E_TRUNCATED, l->off,
						  "the tar ends in the map of a sparse file");
			l->off += got;
			l->at = 0;
			l->n = (size_t)got;
		}
		const char c = (char)l->block[l->at++];
		if (c == '\n')
			return lw_tar_decimal(digits, n, out) || damaged(l->off, err);
		digits[n] = c;
	}
	return damaged(l->off, err);
}

bool lw_tar_map_before(const struct lw_source *src, uint64_t *off, uint64_t n, struct lw_tar_facts *f,
		       struct lw_arena *a, struct lw_error *err) {
	struct lines l = {.src = src, .off = *off, .stop = *off + n};
	uint64_t count, at, size;
	f->extents.n = 0;
	LW_TRY(line(&l, &count, err));
	for (uint64_t i = 0; i < count; i++) {
		LW_TRY(line(&l, &at, err) && line(&l, &size, err));
		LW_TRY(add(f, at, size, a, err));
	}
	*off = l.off;
	return true;
}

/* ---- the whole file ---- */

/* The part that begins at or before off, and is nearest; n: none. */
static uint32_t extent_at(const struct sparse *s, uint64_t off) {
	uint32_t low = 0, high = s->n;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (s->extents[middle].at <= off)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? s->n : low - 1;
}

/* As much as lies in one part, or in the hole before the next. -1 with *sys; 0: the stored bytes end. */
static int64_t read_some(const struct sparse *s, uint64_t off, uint8_t *to, uint64_t n, int *sys) {
	const uint32_t i = extent_at(s, off);
	const struct lw_tar_extent *e = i == s->n ? NULL : &s->extents[i];
	if (e != NULL && off - e->at < e->n) {
		const uint64_t in = off - e->at, k = e->n - in < n ? e->n - in : n;
		return s->of->ops->read(s->of, s->off + e->stored + in, to, k, sys);
	}
	const uint32_t after = e == NULL ? 0 : i + 1;
	const uint64_t k = after < s->n && s->extents[after].at - off < n ? s->extents[after].at - off : n;
	memset(to, 0, (size_t)k);
	return (int64_t)k;
}

static int64_t read_sparse(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	uint64_t done = 0;
	*sys = 0;
	if (off >= src->size)
		return 0;
	if (n > src->size - off)
		n = src->size - off;
	while (done < n) {
		const int64_t k = read_some(src->ctx, off + done, (uint8_t *)buf + done, n - done, sys);
		if (k < 0)
			return k;
		if (k == 0)
			break;
		done += (uint64_t)k;
	}
	return (int64_t)done;
}

static bool why_sparse(const struct lw_source *src, struct lw_error *err) {
	const struct sparse *s = src->ctx;
	return s->of->ops->why != NULL ? s->of->ops->why(s->of, err)
				       : lw_fail(err, LW_E_IO, "the archive cannot be read");
}

static void close_nothing(struct lw_source *src) {
	(void)src;
}

/* The parts follow each other, lie in the file, and are as many bytes as are stored. An empty one may stand at the end.
 */
static bool settle(const struct lw_tar_facts *f, uint64_t n, uint64_t off, struct lw_error *err) {
	uint64_t stored = 0, before = 0;
	for (uint32_t i = 0; i < f->extents.n; i++) {
		struct lw_tar_extent *e = &f->extents.at[i];
		if (e->at < before || !lw_range_fits(e->at, e->n, f->real_size) || e->n > n - stored)
			return damaged(off, err);
		e->stored = stored;
		stored += e->n;
		before = e->at + e->n;
	}
	return true;
}

bool lw_tar_sparse_source(struct lw_pool *p, const struct lw_source *src, uint64_t off, uint64_t n,
			  const struct lw_tar_facts *f, struct lw_source *out, struct lw_error *err) {
	static const struct lw_source_ops ops = {.read = read_sparse, .close = close_nothing, .why = why_sparse};
	struct sparse *s = lw_alloc(p->arena, 1, sizeof *s, err);
	if (s == NULL)
		return false;
	LW_TRY(settle(f, n, off, err));
	*s = (struct sparse){src, off, f->extents.at, f->extents.n};
	*out = (struct lw_source){.ops = &ops, .size = f->real_size, .fd = -1, .ctx = s};
	return true;
}
