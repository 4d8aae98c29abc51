/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where names go, cheapest first: where they lie, if they fit and nobody else reads them; the section that an earlier
 * edit added; zeros at the end of a section; one new section. Old names stay where they are: nothing points to them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/map.h"
#include "edit/pe_edit.h"

static uint64_t end_of(const struct lw_pe_naming *n) {
	return n->rva + strlen(n->was);
}

static int by_end(const void *a, const void *b) {
	const struct lw_pe_naming *const *x = a, *const *y = b;
	const uint64_t p = end_of(*x), q = end_of(*y);
	return (p > q) - (p < q);
}

/* Zeros between a name and the next thing that is known, if they are no more than its alignment asks for. */
static bool padding(struct lw_pe_edit *x, uint64_t end, uint64_t *out, struct lw_error *err) {
	const uint64_t next = lw_pe_used_next(&x->used, end), gap = next - end;
	*out = 0;
	if (next == UINT64_MAX || gap == 0 || gap >= 8 ||
	    (next != lw_round_up(end, 2) && next != lw_round_up(end, 4) && next != lw_round_up(end, 8)))
		return true;
	const uint8_t *bytes = lw_pe_view(x, (struct lw_pe_ref){"a library's name", 0, end}, gap, err);
	if (bytes == NULL)
		return false;
	for (uint64_t i = 0; i < gap; i++)
		if (bytes[i] != 0)
			return true;
	*out = gap;
	return true;
}

/* Names that end at the same NUL share bytes. They can only change together; the first of them is written. */
static bool judge_group(struct lw_pe_edit *x, struct lw_pe_naming **at, uint32_t n, struct lw_error *err) {
	bool alone = at[0]->rva != 0;
	uint64_t more = 0;
	for (uint32_t i = 1; i < n; i++)
		alone &= at[i]->rva == at[0]->rva && strcmp(at[i]->now, at[0]->now) == 0 && !at[i]->gone;
	const uint64_t len = strlen(at[0]->was) + 1, need = strlen(at[0]->now) + 1;
	alone = alone && !at[0]->gone && !lw_pe_used_meets(&x->used, at[0]->rva, len, LW_PE_OWN_NAMES);
	if (alone && need > len)
		LW_TRY(padding(x, at[0]->rva + len, &more, err));
	for (uint32_t i = 0; i < n; i++) {
		at[i]->room = len + more;
		at[i]->how = !lw_pe_naming_changed(at[i]) || at[i]->gone ? LW_PE_STAYS
			: !alone || need > len + more                    ? LW_PE_MOVES
			: i == 0                                         ? LW_PE_IN_PLACE
									 : LW_PE_STAYS;
	}
	return true;
}

static bool judge(struct lw_pe_edit *x, struct lw_error *err) {
	const uint32_t n = x->want.names.n;
	struct lw_pe_naming **list = lw_alloc(x->e->a, n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < n; i++)
		list[i] = &x->want.names.at[i];
	if (n != 0)
		qsort(list, n, sizeof *list, by_end);
	for (uint32_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && end_of(list[k]) == end_of(list[i]);)
			k++;
		LW_TRY(judge_group(x, list + i, k - i, err));
	}
	return true;
}

static struct lw_pe_item *add_item(struct lw_pe_edit *x, struct lw_pe_item item, struct lw_error *err) {
	struct lw_pe_item **slot = lw_vec_add(x->e->a, &x->items, err),
			  *at = slot == NULL ? NULL : lw_alloc(x->e->a, 1, sizeof *at, err);
	if (at == NULL)
		return NULL;
	*at = item;
	*slot = at;
	return at;
}

/* Equal names share one place. */
static bool add_name(struct lw_pe_edit *x, struct lw_map *known, struct lw_pe_naming *n, struct lw_error *err) {
	n->item = lw_map_get(known, n->now, strlen(n->now));
	if (n->item != NULL)
		return true;
	n->item = add_item(x, (struct lw_pe_item){.text = n->now, .len = strlen(n->now) + 1, .align = 2}, err);
	return n->item != NULL && lw_map_put(known, x->e->a, n->now, strlen(n->now), n->item, err);
}

static bool in_section(const struct lw_pe_edit *x, uint32_t section, uint64_t rva) {
	if (section == x->pe.n_sections)
		return false;
	const struct lw_pe_section_header *h = &x->pe.sections[section].header;
	return rva >= h->virtual_address && rva - h->virtual_address < h->virtual_size;
}

static bool is_export(const struct lw_pe_naming *n) {
	return n->kind == LW_PE_NAMES_FORWARD || n->kind == LW_PE_NAMES_ITSELF;
}

/* What needs a place: names that do not fit, and where a section is laid out anew all that it has. A forward that moves
 * takes the export directory along: it counts as one within that directory only ("Export Address Table"). */
static bool collect(struct lw_pe_edit *x, uint32_t own, struct lw_error *err) {
	struct lw_map known = {0};
	x->items.n = 0;
	x->moves_exports = x->pe.has_exports && in_section(x, own, x->pe.directories[LW_PE_EXPORT].rva);
	for (uint32_t i = 0; i < x->want.names.n; i++)
		x->moves_exports |=
			x->want.names.at[i].kind == LW_PE_NAMES_FORWARD && x->want.names.at[i].how == LW_PE_MOVES;
	if (x->moves_exports) {
		struct lw_pe_item all = {.align = 8};
		LW_TRY(lw_pe_exports_measure(x, &all.len, err));
		LW_TRY(add_item(x, all, err) != NULL);
	}
	for (uint32_t i = 0; i < x->want.names.n; i++) {
		struct lw_pe_naming *n = &x->want.names.at[i];
		const bool moves = n->how == LW_PE_MOVES || (n->rva != 0 && !n->gone && in_section(x, own, n->rva));
		n->item = NULL;
		if (moves && !(x->moves_exports && is_export(n)))
			LW_TRY(add_name(x, &known, n, err));
	}
	return true;
}

uint64_t lw_pe_items_lay(struct lw_pe_edit *x, uint64_t at) {
	for (uint32_t i = 0; i < x->items.n; i++) {
		struct lw_pe_item *item = x->items.at[i];
		item->rva = lw_round_up(at, item->align);
		at = item->rva + item->len;
	}
	return at;
}

/* The ladder. */
static bool place(struct lw_pe_edit *x, struct lw_error *err) {
	uint32_t own;
	bool found = false;
	LW_TRY(lw_pe_own_section(x, &own, err));
	if (own != x->pe.n_sections) {
		LW_TRY(collect(x, own, err) && lw_pe_own_place(x, own, false, &found, err));
		if (found)
			return true;
	}
	LW_TRY(collect(x, x->pe.n_sections, err) && lw_pe_slack_place(x, &found, err));
	if (found)
		return true;
	if (own != x->pe.n_sections) {
		LW_TRY(collect(x, own, err) && lw_pe_own_place(x, own, true, &found, err));
		if (found)
			return true;
		LW_TRY(collect(x, x->pe.n_sections, err));
	}
	LW_TRY(lw_pe_append_place(x, &found, err));
	if (!found)
		LW_TRY(lw_pe_enlarge_place(x, &found, err));
	return found || lw_pe_no_room(x, err);
}

static bool write_item(struct lw_pe_edit *x, const struct lw_pe_item *item, struct lw_error *err) {
	if (item->text == NULL)
		return lw_pe_exports_write(x, item, err);
	memcpy(item->to, item->text, (size_t)item->len);
	return true;
}

/* Over the old name, of which nothing stays behind the new one. */
static bool write_in_place(struct lw_pe_edit *x, struct lw_pe_naming *n, struct lw_error *err) {
	const struct lw_pe_ref ref = {"a library's name", 0, n->rva};
	const size_t len = strlen(n->now) + 1;
	const size_t most = n->room > len ? strlen(n->was) + 1 > len ? strlen(n->was) + 1 : len : len;
	struct lw_pe_region *g = lw_pe_region_open(x, ref, most, LW_PE_OWN_NAMES, "library name", err);
	if (g == NULL)
		return false;
	memset(g->bytes, 0, most);
	memcpy(g->bytes, n->now, len);
	lw_editing_takes(x->e, LW_STRATEGY_IN_PLACE);
	return true;
}

static bool any_moves(const struct lw_pe_edit *x) {
	for (uint32_t i = 0; i < x->want.names.n; i++)
		if (x->want.names.at[i].how == LW_PE_MOVES)
			return true;
	return false;
}

bool lw_pe_room_find(struct lw_pe_edit *x, struct lw_error *err) {
	LW_TRY(judge(x, err));
	if (any_moves(x)) {
		LW_TRY(place(x, err));
		for (uint32_t i = 0; i < x->items.n; i++)
			LW_TRY(write_item(x, x->items.at[i], err));
	}
	for (uint32_t i = 0; i < x->want.names.n; i++) {
		struct lw_pe_naming *n = &x->want.names.at[i];
		if (x->moves_exports && is_export(n))
			n->how = LW_PE_IN_EXPORTS;
		else if (n->item != NULL)
			n->how = LW_PE_MOVES;
		else if (n->how == LW_PE_IN_PLACE)
			LW_TRY(write_in_place(x, n, err));
	}
	return true;
}
