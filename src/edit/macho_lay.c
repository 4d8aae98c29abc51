/* SPDX-License-Identifier: Apache-2.0 */
/* The new file: new bytes over the old slices, and, where a slice grew, the slices behind it further on. */
#include "edit/macho.h"

#include <stdlib.h>

#include "base/fail.h"
#include "edit/patches.h"
#include "format/macho_records.h"
#include "names/macho_numbers.h"

/* What a step is of, and why. */
enum { HEAD, POKE, SIGN, TABLE };
static const char *const words[][2] = {
	[HEAD] = {"load commands", "written over, and into the padding behind them"},
	[POKE] = {"numbers of libraries", "a library before them is gone"},
	[SIGN] = {"code signature", "it has hashes of the bytes that changed"},
	[TABLE] = {"table of slices", "slices moved"},
};

static bool patch(struct mo_slice *s, struct lw_patches *p, uint64_t off, struct lw_span bytes,
		  const char *const said[2], struct lw_error *err) {
	const struct lw_patch one = {.off = s->new_base + off, .bytes = bytes, .what = said[0], .why = said[1]};
	return lw_patches_add(s->e, p, one, err);
}

static bool each_patch(struct mo_slice *s, struct lw_patches *p, struct lw_error *err) {
	LW_TRY(patch(s, p, 0, s->head, words[HEAD], err));
	for (uint32_t i = 0; i < s->pokes.n; i++)
		LW_TRY(patch(s, p, s->pokes.at[i].off, s->pokes.at[i].bytes, words[POKE], err));
	return patch(s, p, s->sign_at, s->sign, words[SIGN], err);
}

/* Slices stay where they are; the only one of a thin file may become longer. */
static bool lay_over(struct mo_file *f, struct lw_error *err) {
	struct lw_patches patches = {0};
	for (uint32_t i = 0; i < f->n; i++)
		if (f->slices[i].changed)
			LW_TRY(each_patch(&f->slices[i], &patches, err));
	return lw_patches_lay(f->e, &patches, f->e->src->size, err);
}

static int by_base(const void *x, const void *y) {
	const struct mo_slice *const *a = x, *const *b = y;
	return ((*a)->base > (*b)->base) - ((*a)->base < (*b)->base);
}

static bool sorted(struct mo_file *f, struct mo_slice ***out, struct lw_error *err) {
	*out = lw_alloc(f->e->a, f->n, sizeof **out, err);
	if (*out == NULL)
		return false;
	for (uint32_t i = 0; i < f->n; i++)
		(*out)[i] = &f->slices[i];
	qsort(*out, f->n, sizeof **out, by_base);
	return true;
}

/* The table of slices: lw_rec_fat, then an entry for each image in its order. */
struct table {
	uint8_t *bytes;
	uint64_t size, entry;
	bool is64;
};

static bool read_table(struct mo_file *f, struct table *t, struct lw_error *err) {
	struct lw_span old;
	struct lw_raw_fat h;
	LW_TRY(lw_source_view(f->e->src, 0, lw_record_size(&lw_rec_fat, false), f->e->a, &old, err) &&
	       lw_record_get(&lw_rec_fat, old, 0, false, true, &h));
	t->is64 = h.magic == FAT_MAGIC_64;
	t->entry = lw_record_size(&lw_rec_fat_arch, t->is64);
	t->size = old.len + t->entry * f->n;
	LW_TRY(lw_source_view(f->e->src, 0, t->size, f->e->a, &old, err));
	t->bytes = lw_alloc(f->e->a, (size_t)t->size, 1, err);
	for (uint64_t i = 0; t->bytes != NULL && i < t->size; i++)
		t->bytes[i] = old.ptr[i];
	return t->bytes != NULL;
}

/* Where slices come to lie: as far as they can where they were, each at its alignment. */
static bool place_slices(struct mo_file *f, struct mo_slice **order, struct table *t, struct lw_error *err) {
	uint64_t end = t->size;
	for (uint32_t i = 0; i < f->n; i++) {
		struct mo_slice *s = order[i];
		uint8_t *entry = t->bytes + lw_record_size(&lw_rec_fat, false) + t->entry * (uint64_t)(s - f->slices);
		struct lw_raw_fat_arch arch;
		LW_TRY(lw_record_get(&lw_rec_fat_arch, (struct lw_span){entry, t->entry}, 0, t->is64, true, &arch));
		const uint64_t unit = UINT64_C(1) << arch.align, at = lw_round_up(end, unit);
		s->new_base = at > s->base ? at : s->base;
		end = s->new_base + s->new_size;
		const unsigned word = t->is64 ? 8 : 4;
		lw_store_uint(entry + 8, word, true, s->new_base);
		lw_store_uint(entry + 8 + word, word, true, s->new_size);
		if (!t->is64 && end > UINT32_MAX)
			return lw_fail(err, LW_E_UNSUPPORTED, "the universal file would be larger than 4 GiB");
	}
	return true;
}

static bool moved(struct mo_slice *s, struct lw_error *err) {
	if (s->new_base == s->base)
		return true;
	struct lw_step *step = lw_vec_add(s->e->a, &s->e->steps, err);
	if (step == NULL)
		return false;
	*step = (struct lw_step){s->new_base, s->size, true, s->base, "slice", "one before it became longer"};
	return true;
}

static bool fresh(struct lw_editing *e, struct lw_span bytes, const char *const said[2], struct lw_error *err) {
	struct lw_step *step = bytes.len == 0 ? NULL : lw_vec_add(e->a, &e->steps, err);
	if (bytes.len == 0)
		return true;
	if (step == NULL)
		return false;
	*step = (struct lw_step){.off = e->pieces.size, .len = bytes.len, .what = said[0], .why = said[1]};
	return lw_pieces_put(&e->pieces, bytes, err);
}

/* Old bytes of the slice up to at, and zeros where it had none. */
static bool keep_to(struct mo_slice *s, uint64_t at, struct lw_error *err) {
	struct lw_pieces *p = &s->e->pieces;
	const uint64_t done = p->size - s->new_base, kept = at < s->size ? at : s->size;
	if (done < kept)
		LW_TRY(lw_pieces_keep(p, s->base + done, kept - done, err));
	return p->size - s->new_base >= at || lw_pieces_zero(p, at - (p->size - s->new_base), err);
}

static bool lay_slice(struct mo_slice *s, struct lw_error *err) {
	struct lw_editing *e = s->e;
	LW_TRY(e->pieces.size >= s->new_base || lw_pieces_zero(&e->pieces, s->new_base - e->pieces.size, err));
	LW_TRY(moved(s, err));
	LW_TRY(fresh(e, s->head, words[HEAD], err));
	for (uint32_t i = 0; i < s->pokes.n; i++)
		LW_TRY(keep_to(s, s->pokes.at[i].off, err) && fresh(e, s->pokes.at[i].bytes, words[POKE], err));
	if (s->sign.len != 0)
		LW_TRY(keep_to(s, s->sign_at, err) && fresh(e, s->sign, words[SIGN], err));
	return keep_to(s, s->new_size, err);
}

/* What lies between slices and behind the last one is nobody's: the former is filled anew, the latter cannot be kept in
 * its place. */
static bool lay_moved(struct mo_file *f, struct lw_error *err) {
	struct mo_slice **order;
	struct table t;
	LW_TRY(sorted(f, &order, err) && read_table(f, &t, err) && place_slices(f, order, &t, err));
	const struct mo_slice *last = order[f->n - 1];
	if (last->base + last->size != f->e->src->size)
		return lw_fail_at(
			err, LW_E_UNSUPPORTED, last->base + last->size,
			"bytes lie behind the last slice of the universal file, and a slice would grow over them");
	LW_TRY(fresh(f->e, (struct lw_span){t.bytes, t.size}, words[TABLE], err));
	for (uint32_t i = 0; i < f->n; i++)
		LW_TRY(lay_slice(order[i], err));
	return true;
}

bool lw_mo_lay_file(struct mo_file *f, struct lw_error *err) {
	bool grown = false;
	for (uint32_t i = 0; i < f->n; i++)
		grown |= f->slices[i].new_size != f->slices[i].size;
	if (!grown || f->slices[0].base == 0) /* in a universal file the table of slices lies there */
		return lay_over(f, err);
	lw_editing_takes(f->e, LW_STRATEGY_REBUILD);
	return lay_moved(f, err);
}
