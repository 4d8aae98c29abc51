/* SPDX-License-Identifier: Apache-2.0 */
#include "edit/patches.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

bool lw_patches_add(struct lw_editing *e, struct lw_patches *p, struct lw_patch patch, struct lw_error *err) {
	struct lw_patch *slot = lw_vec_add(e->a, &p->list, err);
	if (slot == NULL)
		return false;
	*slot = patch;
	return true;
}

static int by_off(const void *x, const void *y) {
	const struct lw_patch *a = x, *b = y;
	return (a->off > b->off) - (a->off < b->off);
}

/* Are these bytes in the old file already? */
static bool same(const struct lw_editing *e, const struct lw_patch *p, uint64_t end, bool *out, struct lw_error *err) {
	uint8_t window[4096];
	*out = lw_range_fits(p->off, p->bytes.len, end);
	for (uint64_t at = 0, got; *out && at < p->bytes.len; at += got) {
		const uint64_t most = p->bytes.len - at < sizeof window ? p->bytes.len - at : sizeof window;
		LW_TRY(lw_source_read(e->src, p->off + at, window, most, &got, err));
		*out = got == most && memcmp(window, p->bytes.ptr + at, (size_t)got) == 0;
	}
	return true;
}

static bool drop_same(struct lw_editing *e, struct lw_patches *p, uint64_t end, struct lw_error *err) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->list.n; i++) {
		bool is = false;
		LW_TRY(same(e, &p->list.at[i], end, &is, err));
		if (!is && p->list.at[i].bytes.len != 0)
			p->list.at[n++] = p->list.at[i];
	}
	p->list.n = n;
	return true;
}

static bool step(struct lw_editing *e, const struct lw_patch *p, struct lw_error *err) {
	struct lw_step *s = lw_vec_add(e->a, &e->steps, err);
	if (s == NULL)
		return false;
	*s = (struct lw_step){
		.off = p->off, .len = p->bytes.len, .moved = p->moved, .from = p->from, .what = p->what, .why = p->why};
	return true;
}

/* Old bytes, and zeros behind the old file's end, up to to. */
static bool fill(struct lw_editing *e, uint64_t to, uint64_t end, struct lw_error *err) {
	const uint64_t kept = to < end ? to : end;
	if (e->pieces.size < kept)
		LW_TRY(lw_pieces_keep(&e->pieces, e->pieces.size, kept - e->pieces.size, err));
	return e->pieces.size >= to || lw_pieces_zero(&e->pieces, to - e->pieces.size, err);
}

bool lw_patches_lay(struct lw_editing *e, struct lw_patches *p, uint64_t end, struct lw_error *err) {
	LW_TRY(drop_same(e, p, end, err));
	if (p->list.n == 0 && end == e->src->size)
		return true;
	if (p->list.n != 0)
		qsort(p->list.at, p->list.n, sizeof p->list.at[0], by_off);
	for (uint32_t i = 0; i < p->list.n; i++) {
		const struct lw_patch *patch = &p->list.at[i];
		if (patch->off < e->pieces.size)
			return lw_fail_at(err, LW_E_INTERNAL, patch->off, "%s lies over another new part", patch->what);
		LW_TRY(fill(e, patch->off, end, err) && lw_pieces_put(&e->pieces, patch->bytes, err) &&
		       step(e, patch, err));
	}
	return fill(e, end, end, err);
}
