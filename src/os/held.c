/* SPDX-License-Identifier: Apache-2.0 */
#include "os/held.h"

#include "base/fail.h"

#define LEAST ((uint64_t)16 << 10) /* of a range that is worth a place in the list */
#define MOST ((uint64_t)64 << 20)  /* of all that is held */
#define MOST_RANGES 64             /* which are gone through one by one */

static int64_t read_under(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	const struct lw_held *h = src->ctx;
	return h->under->ops->read(h->under, off, buf, n, sys);
}

static void close_nothing(struct lw_source *src) {
	(void)src; /* under has its owner */
}

static bool find(const struct lw_held *h, uint64_t off, uint64_t len, struct lw_span *out) {
	for (uint32_t i = 0; i < h->ranges.n; i++) {
		const struct lw_held_range *r = &h->ranges.at[i];
		if (off >= r->off && lw_span_cut(r->bytes, off - r->off, len, out))
			return true;
	}
	return false;
}

/* What cannot be held is read in the plain way, which tells why it fails. */
static bool lend(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_span *out) {
	struct lw_held *h = src->ctx;
	struct lw_error none = {0};
	if (len < LEAST)
		return false;
	if (find(h, off, len, out))
		return true;
	if (len > MOST - h->total || h->ranges.n == MOST_RANGES)
		return false;
	struct lw_held_range *r = NULL;
	if (lw_source_view(h->under, off, len, h->a, out, &none) && (r = lw_vec_add(h->a, &h->ranges, &none)) != NULL) {
		*r = (struct lw_held_range){off, *out};
		h->total += len;
		return true;
	}
	lw_error_clear(&none);
	return false;
}

void lw_held_source(struct lw_held *h, const struct lw_source *under, struct lw_arena *a, struct lw_source *out) {
	static const struct lw_source_ops ops = {.read = read_under, .close = close_nothing, .lend = lend};
	*h = (struct lw_held){.under = under, .a = a};
	*out = (struct lw_source){.ops = &ops, .size = under->size, .fd = under->fd, .ctx = h, .first = under->first};
}
