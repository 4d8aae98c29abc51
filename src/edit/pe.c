/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edits of PE files (Microsoft's page "PE Format"). Names are written where they lie, into spare room, or into a
 * section of their own, and the tables are pointed there; code, unwind data, relocations and all else stay where they
 * are.
 */
#include "base/fail.h"
#include "edit/pe_edit.h"

static uint64_t sum_off(const struct lw_pe_edit *x) {
	return lw_pe_optional_off(x) +
		lw_pe_field_off(&lw_rec_pe_optional, x->r.is64, offsetof(struct lw_pe_optional, check_sum));
}

/* Linkers leave the check sum 0, and only drivers and system libraries are loaded by it: it is made anew where there
 * was one. Until the rest is known each of its bytes differs from the old one, so that they all
 * are part of the new file's own bytes. */
static void clear_sum(struct lw_pe_edit *x) {
	if (x->pe.optional.check_sum == 0)
		return;
	lw_pe_head_set(x, &lw_rec_pe_optional, lw_pe_optional_off(x), offsetof(struct lw_pe_optional, check_sum),
		       ~x->pe.optional.check_sum & UINT32_MAX);
	x->sum = x->head->bytes + (sum_off(x) - x->head->off);
}

/* Pieces borrow the bytes of the headers, so they can still be set. */
static bool set_sum(struct lw_pe_edit *x, struct lw_error *err) {
	struct lw_source now;
	uint32_t sum = 0;
	if (x->sum == NULL)
		return true;
	lw_pieces_source(&x->e->pieces, &now);
	LW_TRY(lw_pe_sum(&now, sum_off(x), &sum, err));
	lw_store_uint(x->sum, 4, false, sum);
	return true;
}

/* What lies behind the sections, in its new place. */
static bool keep_tail(struct lw_pe_edit *x, struct lw_error *err) {
	const uint64_t len = x->kept_end - x->raw_end, off = x->e->pieces.size;
	if (x->grown == NULL || len == 0)
		return true;
	struct lw_step *s = lw_vec_add(x->e->a, &x->e->steps, err);
	if (s == NULL)
		return false;
	*s = (struct lw_step){off, len, true, x->raw_end, "data behind the sections", NULL};
	return lw_pieces_keep(&x->e->pieces, x->raw_end, len, err);
}

static bool put_together(struct lw_pe_edit *x, struct lw_error *err) {
	struct lw_patches patches = {0};
	LW_TRY(lw_pe_regions_patch(x, &patches, err));
	if (x->grown == NULL)
		return lw_patches_lay(x->e, &patches, x->kept_end, err);
	const struct lw_patch behind = {
		x->grown_off, {x->grown, x->grown_len}, "library names", "a section's new bytes", false, 0};
	LW_TRY(lw_patches_add(x->e, &patches, behind, err));
	return lw_patches_lay(x->e, &patches, x->raw_end, err) && keep_tail(x, err);
}

static bool lay_out(struct lw_pe_edit *x, struct lw_error *err) {
	x->drops_bindings = lw_pe_wants_touch_imports(&x->want);
	lw_editing_takes(x->e, LW_STRATEGY_IN_PLACE);
	return lw_pe_check_sane(x, err) && lw_pe_used_read(x, err) && lw_pe_head_open(x, err) &&
		lw_pe_bindings_drop(x, err) && lw_pe_room_find(x, err) && lw_pe_tables_write(x, err) &&
		lw_pe_flags_write(x, err) && lw_pe_tail_write(x, err);
}

static bool lay(struct lw_editing *e, struct lw_error *err) {
	struct lw_pe_edit x;
	bool any = false;
	LW_TRY(lw_pe_edit_init(&x, e, err) && lw_pe_wants_tell(&x, &any, err));
	if (!any)
		return true;
	LW_TRY(lay_out(&x, err));
	clear_sum(&x);
	return put_together(&x, err) && set_sum(&x, err);
}

const struct lw_editor lw_editor_pe = {LW_FORMAT_PE, lay, lw_pe_edit_verify};
