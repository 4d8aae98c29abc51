/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Space that a file has already: a section in memory ends somewhere (VirtualSize), in the file at the next multiple of
 * the file alignment, with zeros. They are mapped with the rest of it; the section is told to have them.
 */
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

#define PAGE 0x1000
#define MOST_SLACKS 96 /* as many sections as a loader takes */
/* "Section Flags" */
#define INITIALIZED UINT64_C(0x40)
#define WITH_CODE UINT64_C(0x20)
#define DISCARDABLE UINT64_C(0x02000000)
#define SHARED UINT64_C(0x10000000)
#define EXECUTE UINT64_C(0x20000000)
#define READ UINT64_C(0x40000000)
#define WRITE UINT64_C(0x80000000)

struct slack {
	uint32_t section;
	uint64_t start, at, end;
};

static bool holds(const struct lw_pe_section_header *h, const struct lw_pe_directory *d) {
	return d->rva != 0 && d->rva >= h->virtual_address &&
		d->rva - h->virtual_address <
		(h->virtual_size > h->size_of_raw_data ? h->virtual_size : h->size_of_raw_data);
}

/* Resources and relocations are written anew, whole, by tools that know nothing of names behind them; a section of
 * unwind data or thread locals is taken for a table of nothing else. */
static bool is_table(const struct lw_pe_edit *x, const struct lw_pe_section_header *h) {
	static const enum lw_pe_directory_index whole[] = {LW_PE_EXCEPTION, LW_PE_TLS, LW_PE_DEBUG};
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
		if (x->pe.directories[whole[i]].rva == h->virtual_address)
			return true;
	return holds(h, &x->pe.directories[LW_PE_RESOURCE]) || holds(h, &x->pe.directories[LW_PE_BASERELOC]);
}

static bool is_fit(const struct lw_pe_edit *x, const struct lw_pe_section_header *h) {
	const uint64_t all = INITIALIZED | READ, none = DISCARDABLE | SHARED | EXECUTE | WITH_CODE;
	return (h->characteristics & all) == all && (h->characteristics & none) == 0 && h->virtual_size != 0 &&
		!is_table(x, h);
}

static bool is_empty(struct lw_pe_edit *x, uint64_t off, uint64_t len, bool *out, struct lw_error *err) {
	struct lw_span s;
	*out = true;
	for (uint64_t at = 0; *out && at < len; at += s.len) {
		LW_TRY(lw_pe_bytes(&x->r, off + at, len - at < PAGE ? len - at : PAGE, &s, err));
		for (uint64_t i = 0; i < s.len; i++)
			*out &= s.ptr[i] == 0;
	}
	return true;
}

/* Of section i; none if start and end are equal. */
static bool measure(struct lw_pe_edit *x, uint32_t i, struct slack *out, struct lw_error *err) {
	const struct lw_pe_section_header *h = &x->pe.sections[i].header;
	const uint64_t unit = x->pe.flat ? x->pe.optional.section_alignment : PAGE,
		       start = h->virtual_address + h->virtual_size,
		       most = h->virtual_address + lw_round_up(h->virtual_size, unit);
	uint64_t end = h->virtual_address + h->size_of_raw_data;
	struct lw_pe_place place;
	bool empty = false;
	*out = (struct slack){i, start, start, start};
	end = end < most ? end : most;
	if (!is_fit(x, h) || end <= start || !lw_pe_map(&x->r, start, &place) ||
	    place.off != h->pointer_to_raw_data + h->virtual_size)
		return true;
	end = end - start < place.len ? end : start + place.len;
	if (lw_pe_used_meets(&x->used, start, end - start, LW_PE_N_OWNERS))
		return true;
	LW_TRY(is_empty(x, place.off, end - start, &empty, err));
	out->end = empty ? end : start;
	return true;
}

static bool put(struct slack *list, uint32_t n, struct lw_pe_item *item) {
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t at = lw_round_up(list[i].at, item->align);
		if (at > list[i].end || item->len > list[i].end - at)
			continue;
		item->rva = at;
		list[i].at = at + item->len;
		return true;
	}
	return false;
}

/* The section's header and the bytes that items were given. */
static bool take(struct lw_pe_edit *x, const struct slack *s, struct lw_error *err) {
	const struct lw_pe_section_header *h = &x->pe.sections[s->section].header;
	struct lw_pe_region *g = lw_pe_region_open(x, (struct lw_pe_ref){"spare room", 0, s->start}, s->at - s->start,
						   LW_PE_OWN_NAMES, "library names", err);
	if (g == NULL)
		return false;
	g->why = "zeros at the end of a section";
	for (uint32_t i = 0; i < x->items.n; i++) {
		struct lw_pe_item *item = x->items.at[i];
		if (item->rva >= s->start && item->rva < s->at)
			item->to = g->bytes + (item->rva - s->start);
	}
	lw_pe_head_set(x, &lw_rec_pe_section, lw_pe_section_off(x, s->section),
		       offsetof(struct lw_pe_section_header, virtual_size), s->at - h->virtual_address);
	return true;
}

/* Where imports are, names are at home; else what is only read comes first. */
static unsigned rank(const struct lw_pe_edit *x, const struct lw_pe_section_header *h) {
	return holds(h, &x->pe.directories[LW_PE_IMPORT]) ? 0 : (h->characteristics & WRITE) == 0 ? 1 : 2;
}

static bool find_all(struct lw_pe_edit *x, struct slack *list, uint32_t *n, struct lw_error *err) {
	*n = 0;
	for (unsigned pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < x->r.n_mapped && *n < MOST_SLACKS; i++) {
			if (rank(x, &x->pe.sections[i].header) != pass)
				continue;
			LW_TRY(measure(x, i, &list[*n], err));
			*n += list[*n].end > list[*n].start;
		}
	return true;
}

bool lw_pe_slack_place(struct lw_pe_edit *x, bool *found, struct lw_error *err) {
	struct slack *list = lw_alloc(x->e->a, MOST_SLACKS, sizeof *list, err);
	uint32_t n;
	*found = true;
	if (list == NULL)
		return false;
	LW_TRY(find_all(x, list, &n, err));
	for (uint32_t i = 0; *found && i < x->items.n; i++)
		*found = put(list, n, x->items.at[i]);
	if (!*found)
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (list[i].at != list[i].start)
			LW_TRY(take(x, &list[i], err));
	lw_editing_takes(x->e, LW_STRATEGY_SPARE_ROOM);
	return true;
}
