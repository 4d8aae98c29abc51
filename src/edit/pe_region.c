/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the old file that change: copies to write into, of which only what differs becomes a patch. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

#define SECTOR 0x200
#define MOST_HEADERS 0x100000
#define SAME_STEP 16 /* fewer bytes between two changes make one step of them */

uint64_t lw_pe_coff_off(const struct lw_pe_edit *x) {
	return x->pe.pe_off + 4;
}

uint64_t lw_pe_optional_off(const struct lw_pe_edit *x) {
	return lw_pe_coff_off(x) + lw_record_size(&lw_rec_pe_coff, x->r.is64);
}

uint64_t lw_pe_section_off(const struct lw_pe_edit *x, uint64_t i) {
	return x->sections_off + i * lw_record_size(&lw_rec_pe_section, x->r.is64);
}

struct extent {
	uint64_t start, end;
	uint32_t section;
};

static int by_extent(const void *a, const void *b) {
	const struct extent *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Windows maps whole sectors (format/pe_map.c). */
static bool extents(struct lw_pe_edit *x, struct extent **out, uint32_t *n, struct lw_error *err) {
	struct extent *list = lw_alloc(x->e->a, x->pe.n_sections, sizeof *list, err);
	if (list == NULL)
		return false;
	*n = 0;
	for (uint32_t i = 0; i < x->pe.n_sections; i++) {
		const struct lw_pe_section_header *h = &x->pe.sections[i].header;
		const uint64_t odd = x->pe.flat ? 0 : h->pointer_to_raw_data % SECTOR;
		if (h->pointer_to_raw_data == 0 || h->size_of_raw_data == 0)
			continue;
		list[(*n)++] = (struct extent){h->pointer_to_raw_data - odd,
					       h->pointer_to_raw_data + h->size_of_raw_data, i + 1};
	}
	if (*n != 0)
		qsort(list, *n, sizeof *list, by_extent);
	*out = list;
	return true;
}

bool lw_pe_check_sane(struct lw_pe_edit *x, struct lw_error *err) {
	struct extent *list = NULL;
	uint32_t n = 0;
	x->sections_off = lw_pe_optional_off(x) + x->pe.coff.size_of_optional_header;
	x->raw_end = x->pe.optional.size_of_headers;
	uint64_t end = lw_pe_section_off(x, x->pe.n_sections);
	LW_TRY(extents(x, &list, &n, err));
	for (uint32_t i = 0; i < n; i++) {
		if (list[i].start < end)
			return lw_fail_at(err, LW_E_UNSUPPORTED, lw_pe_section_off(x, list[i].section - 1),
					  "section %lu shares bytes of the file (from %#llx on) with what lies before "
					  "it; such a file cannot be edited",
					  (unsigned long)list[i].section, (unsigned long long)list[i].start);
		end = list[i].end;
	}
	x->raw_end = end > x->raw_end ? end : x->raw_end;
	x->raw_end = x->raw_end < x->e->src->size ? x->raw_end : x->e->src->size;
	return true;
}

/* Up to the end of the headers, or to the first section. */
static uint64_t head_end(const struct lw_pe_edit *x) {
	const uint64_t least = lw_pe_section_off(x, x->pe.n_sections);
	uint64_t end = x->pe.optional.size_of_headers;
	for (uint32_t i = 0; i < x->pe.n_sections; i++) {
		const struct lw_pe_section_header *h = &x->pe.sections[i].header;
		if (h->pointer_to_raw_data != 0 && h->size_of_raw_data != 0 && h->pointer_to_raw_data < end)
			end = h->pointer_to_raw_data;
	}
	end = end < least + MOST_HEADERS ? end : least + MOST_HEADERS;
	end = end < x->e->src->size ? end : x->e->src->size;
	return end > least ? end : least;
}

static struct lw_pe_region *open_at(struct lw_pe_edit *x, uint64_t off, uint64_t len, const char *what,
				    struct lw_error *err) {
	struct lw_span s;
	struct lw_pe_region **slot = lw_vec_add(x->e->a, &x->regions, err),
			    *g = slot == NULL ? NULL : lw_alloc(x->e->a, 1, sizeof *g, err);
	uint8_t *bytes = g == NULL ? NULL : lw_alloc(x->e->a, (size_t)len, 1, err);
	if (bytes == NULL || !lw_source_view(x->e->src, off, len, x->e->a, &s, err)) {
		x->regions.n -= slot != NULL;
		return NULL;
	}
	if (len != 0)
		memcpy(bytes, s.ptr, (size_t)len);
	*g = (struct lw_pe_region){.off = off, .len = len, .bytes = bytes, .old = s.ptr, .what = what};
	*slot = g;
	return g;
}

bool lw_pe_head_open(struct lw_pe_edit *x, struct lw_error *err) {
	x->head = open_at(x, x->pe.pe_off, head_end(x) - x->pe.pe_off, "headers", err);
	return x->head != NULL;
}

void lw_pe_put_field(const struct lw_pe_edit *x, uint8_t *p, const struct lw_record *rec, size_t host, uint64_t value) {
	for (unsigned i = 0; i < rec->n_fields; i++) {
		const struct lw_field *f = &rec->fields[i];
		if (f->host == host)
			lw_store_uint(p + (x->r.is64 ? f->off64 : f->off32), x->r.is64 ? f->size64 : f->size32, false,
				      value);
	}
}

void lw_pe_head_set(struct lw_pe_edit *x, const struct lw_record *rec, uint64_t off, size_t host, uint64_t value) {
	if (off >= x->head->off && lw_range_fits(off - x->head->off, lw_record_size(rec, x->r.is64), x->head->len))
		lw_pe_put_field(x, x->head->bytes + (off - x->head->off), rec, host, value);
}

uint8_t *lw_pe_view(struct lw_pe_edit *x, struct lw_pe_ref ref, uint64_t n, struct lw_error *err) {
	struct lw_pe_place at;
	uint64_t got = 0;
	if (!lw_pe_map_ref(&x->r, ref, &at, err))
		return NULL;
	const uint64_t here = n < at.len ? n : at.len;
	if (n - here > at.zeros) {
		(void)lw_fail_at(err, LW_E_MALFORMED, ref.at, "%s at %#llx does not end in its section", ref.who,
				 (unsigned long long)ref.rva);
		return NULL;
	}
	uint8_t *bytes = lw_alloc(x->e->a, (size_t)n + 1, 1, err);
	if (bytes == NULL || !lw_source_read(x->e->src, at.off, bytes, here, &got, err))
		return NULL;
	return bytes;
}

struct lw_pe_region *lw_pe_region_open(struct lw_pe_edit *x, struct lw_pe_ref ref, uint64_t len, enum lw_pe_owner owner,
				       const char *what, struct lw_error *err) {
	struct lw_pe_place at;
	if (!lw_pe_map_ref(&x->r, ref, &at, err))
		return NULL;
	if (at.len < len) {
		(void)lw_fail_at(err, LW_E_UNSUPPORTED, ref.at,
				 "%s lies at %#llx, of which the file does not hold all %llu bytes", ref.who,
				 (unsigned long long)ref.rva, (unsigned long long)len);
		return NULL;
	}
	if (lw_pe_used_meets(&x->used, ref.rva, len, owner)) {
		(void)lw_fail_at(err, LW_E_UNSUPPORTED, at.off,
				 "%s lies at %#llx and shares its bytes with something else; such a file cannot be "
				 "edited",
				 ref.who, (unsigned long long)ref.rva);
		return NULL;
	}
	struct lw_pe_region *g = open_at(x, at.off, len, what, err);
	if (g != NULL)
		g->rva = ref.rva;
	return g;
}

/* Each run of bytes that differ; short runs of equal ones between them go along. */
static bool patch_one(struct lw_pe_edit *x, const struct lw_pe_region *g, struct lw_patches *out,
		      struct lw_error *err) {
	for (uint64_t at = 0; at < g->len;) {
		if (g->bytes[at] == g->old[at]) {
			at++;
			continue;
		}
		uint64_t last = at;
		for (uint64_t i = at; i < g->len && i - last < SAME_STEP; i++)
			last = g->bytes[i] != g->old[i] ? i : last;
		const struct lw_patch patch = {g->off + at, {g->bytes + at, last + 1 - at}, g->what, g->why, false, 0};
		LW_TRY(lw_patches_add(x->e, out, patch, err));
		at = last + 1;
	}
	return true;
}

static int by_off(const void *a, const void *b) {
	const struct lw_pe_region *const *x = a, *const *y = b;
	return ((*x)->off > (*y)->off) - ((*x)->off < (*y)->off);
}

bool lw_pe_regions_patch(struct lw_pe_edit *x, struct lw_patches *out, struct lw_error *err) {
	uint64_t end = 0;
	if (x->regions.n != 0)
		qsort(x->regions.at, x->regions.n, sizeof x->regions.at[0], by_off);
	for (uint32_t i = 0; i < x->regions.n; i++) {
		const struct lw_pe_region *g = x->regions.at[i];
		if (g->off < end && g->len != 0)
			return lw_fail_at(err, LW_E_UNSUPPORTED, g->off,
					  "what is to be changed here (%s) shares bytes with another change; such a "
					  "file cannot be edited",
					  g->what);
		end = g->len != 0 ? g->off + g->len : end;
		LW_TRY(patch_one(x, g, out, err));
	}
	return true;
}
