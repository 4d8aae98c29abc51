/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/unpack.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"

struct magic {
	enum lw_packing how;
	const char *bytes;
	size_t n;
};

/* RFC 1952; the .xz file format, 2.1.1.1; bzip2 with the first block's magic, or the end's; RFC 8878, 3.1 */
static const struct magic magics[] = {
	{LW_PACKED_GZIP, "\x1f\x8b\x08", 3},
	{LW_PACKED_XZ,
	 "\xfd"
	 "7zXZ\0",
	 6},
	{LW_PACKED_BZIP2, "1AY&SY", 6},
	{LW_PACKED_BZIP2, "\x17\x72\x45\x38\x50\x90", 6},
	{LW_PACKED_ZSTD, "\x28\xb5\x2f\xfd", 4},
};

enum lw_packing lw_packing_of(struct lw_span first) {
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
		const struct magic *m = &magics[i];
		const size_t at = m->how == LW_PACKED_BZIP2 ? 4 : 0; /* behind "BZh" and the level */
		if (!lw_range_fits(at, m->n, first.len) || memcmp(first.ptr + at, m->bytes, m->n) != 0)
			continue;
		if (at == 0 || (memcmp(first.ptr, "BZh", 3) == 0 && first.ptr[3] >= '1' && first.ptr[3] <= '9'))
			return m->how;
	}
	return LW_PACKED_NOT;
}

/* The page, unpacked now if need be. NULL with an error. */
static const struct lw_page *page(struct lw_unpacked *u, uint64_t index, struct lw_error *err) {
	struct lw_page *p = lw_pool_page(u->pool, u, index);
	if (p != NULL)
		return p;
	p = lw_pool_new_page(u->pool, err);
	if (p == NULL)
		return NULL;
	const bool ok = u->ops->fill(u, index, p, err);
	p->busy = false;
	p->of = ok ? u : NULL;
	p->index = index;
	return ok ? p : NULL;
}

static int64_t read_unpacked(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	struct lw_unpacked *u = src->ctx;
	uint8_t *to = buf;
	uint64_t done = 0;
	*sys = 0;
	while (done < n && (u->size == LW_SIZE_UNKNOWN || off + done < u->size)) {
		lw_error_clear(&u->pool->trouble);
		const struct lw_page *p = page(u, (off + done) / LW_PAGE, &u->pool->trouble);
		if (p == NULL) {
			*sys = EIO;
			return -1;
		}
		const size_t at = (size_t)((off + done) % LW_PAGE);
		if (at >= p->n)
			break;
		const uint64_t k = n - done < p->n - at ? n - done : p->n - at;
		memcpy(to + done, p->bytes + at, (size_t)k);
		done += k;
	}
	return (int64_t)done;
}

static bool why_unpacked(const struct lw_source *src, struct lw_error *err) {
	const struct lw_unpacked *u = src->ctx;
	const struct lw_error *t = &u->pool->trouble;
	return t->has_off ? lw_fail_at(err, t->code, t->off, "%s", t->text) : lw_fail(err, t->code, "%s", t->text);
}

static void close_nothing(struct lw_source *src) {
	(void)src;
}

bool lw_unpack(struct lw_pool *p, enum lw_packing how, const struct lw_source *from, uint64_t size, uint32_t crc,
	       struct lw_source *out, struct lw_error *err) {
	static const struct lw_source_ops ops = {.read = read_unpacked, .close = close_nothing, .why = why_unpacked};
	struct lw_unpacked *u = NULL;
	if (how == LW_PACKED_NOT)
		return lw_slice(p, from, 0, from->size, out, err);
	if (how == LW_PACKED_DEFLATE || how == LW_PACKED_GZIP)
		LW_TRY(lw_inflated_new(p, how == LW_PACKED_GZIP, crc, &u, err));
	else
		LW_TRY(lw_kept_new(p, how, &u, err));
	u->pool = p;
	u->from = *from;
	u->size = size;
	u->next = p->first;
	p->first = u;
	*out = (struct lw_source){.ops = &ops, .size = size, .fd = -1, .ctx = u};
	return true;
}

void lw_unpack_end_all(struct lw_pool *p) {
	for (struct lw_unpacked *u = p->first; u != NULL; u = u->next)
		u->ops->end(u);
	p->first = NULL;
}
