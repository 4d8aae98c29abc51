/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The section of names that edits add: its mark, then the names and what else had to move. It is laid out anew with
 * each edit that needs more of it, so what is no longer named goes, and it is filled up to the file alignment, so that
 * most later edits find room in it.
 */
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

#define PAGE 0x1000
#define MARK_SIZE 16
#define RESERVE 192                /* bytes kept free for later edits, at least */
#define MOST_SECTIONS 96           /* "COFF File Header": the loader's limit */
#define FLAGS UINT64_C(0x40000040) /* initialised data, readable */
#define DISCARDABLE UINT64_C(0x02000000)
#define MOST_FILL 0x10000
#define MOST_IMAGE UINT64_C(0x7fffffff)

static const char name[8] = ".lnkwrt", mark[MARK_SIZE] = "linkwright edit";

bool lw_pe_own_section(struct lw_pe_edit *x, uint32_t *out, struct lw_error *err) {
	*out = x->pe.n_sections;
	for (uint32_t i = 0; i < x->r.n_mapped; i++) {
		const struct lw_pe_section_header *h = &x->pe.sections[i].header;
		struct lw_span s;
		if (strcmp(x->pe.sections[i].name, name) != 0 || h->characteristics != FLAGS ||
		    h->virtual_size != h->size_of_raw_data || h->size_of_raw_data < MARK_SIZE || x->pe.flat)
			continue;
		LW_TRY(lw_pe_bytes(&x->r, h->pointer_to_raw_data, MARK_SIZE, &s, err));
		if (memcmp(s.ptr, mark, MARK_SIZE) == 0)
			*out = i;
	}
	return true;
}

static void set_section(struct lw_pe_edit *x, uint32_t i, size_t host, uint64_t value) {
	lw_pe_head_set(x, &lw_rec_pe_section, lw_pe_section_off(x, i), host, value);
}

static void set_optional(struct lw_pe_edit *x, size_t host, uint64_t value) {
	lw_pe_head_set(x, &lw_rec_pe_optional, lw_pe_optional_off(x), host, value);
}

/* Is it the last one, both in memory and in the file? */
static bool is_last(const struct lw_pe_edit *x, uint32_t i) {
	const struct lw_pe_section_header *h = &x->pe.sections[i].header;
	return i + 1 == x->pe.n_sections && x->r.n_mapped == x->pe.n_sections && h->pointer_to_raw_data != 0 &&
		h->pointer_to_raw_data + h->size_of_raw_data == x->raw_end;
}

static void give_bytes(struct lw_pe_edit *x, uint8_t *bytes, uint64_t rva) {
	for (uint32_t i = 0; i < x->items.n; i++)
		x->items.at[i]->to = bytes + (x->items.at[i]->rva - rva);
}

/* Everything in the own section belongs to the editor, so it may be written over whole. */
static struct lw_pe_region *open_own(struct lw_pe_edit *x, uint32_t own, uint8_t *bytes, struct lw_error *err) {
	const struct lw_pe_section_header *h = &x->pe.sections[own].header;
	struct lw_pe_region **slot = lw_vec_add(x->e->a, &x->regions, err);
	struct lw_pe_region *g = slot == NULL ? NULL : lw_alloc(x->e->a, 1, sizeof *g, err);
	struct lw_span s;
	if (g == NULL || !lw_source_view(x->e->src, h->pointer_to_raw_data, h->size_of_raw_data, x->e->a, &s, err)) {
		x->regions.n -= slot != NULL;
		return NULL;
	}
	*g = (struct lw_pe_region){.off = h->pointer_to_raw_data,
				   .rva = h->virtual_address,
				   .len = h->size_of_raw_data,
				   .bytes = bytes,
				   .old = s.ptr,
				   .what = "library names",
				   .why = "in the section of an earlier edit"};
	*slot = g;
	return g;
}

/* The last section's memory is now that long. */
static bool set_sizes(struct lw_pe_edit *x, uint32_t i, uint64_t rva, uint64_t memory, uint64_t raw,
		      struct lw_error *err) {
	const uint64_t end = lw_round_up(rva + memory, x->pe.optional.section_alignment);
	if (end > MOST_IMAGE)
		return lw_fail(err, LW_E_UNSUPPORTED, "its image would have %#llx bytes, and Windows maps %#llx",
			       (unsigned long long)end, (unsigned long long)MOST_IMAGE);
	set_section(x, i, offsetof(struct lw_pe_section_header, virtual_size), memory);
	set_section(x, i, offsetof(struct lw_pe_section_header, size_of_raw_data), raw);
	if (end > x->pe.optional.size_of_image)
		set_optional(x, offsetof(struct lw_pe_optional, size_of_image), end);
	return true;
}

bool lw_pe_own_place(struct lw_pe_edit *x, uint32_t own, bool may_grow, bool *found, struct lw_error *err) {
	const struct lw_pe_section_header *h = &x->pe.sections[own].header;
	const uint64_t old = h->size_of_raw_data,
		       need = lw_pe_items_lay(x, h->virtual_address + MARK_SIZE) - h->virtual_address,
		       raw = need <= old ? old : lw_round_up(need + RESERVE, x->pe.optional.file_alignment);
	*found = need <= old || (may_grow && is_last(x, own));
	if (!*found)
		return true;
	uint8_t *bytes = lw_alloc(x->e->a, (size_t)raw, 1, err);
	if (bytes == NULL || open_own(x, own, bytes, err) == NULL)
		return false;
	memcpy(bytes, mark, MARK_SIZE);
	give_bytes(x, bytes, h->virtual_address);
	lw_editing_takes(x->e, raw == old ? LW_STRATEGY_OWN_SEGMENT : LW_STRATEGY_APPEND);
	if (raw == old)
		return true;
	x->grown_off = x->raw_end;
	x->grown = bytes + old;
	x->grown_len = raw - old;
	return set_sizes(x, own, h->virtual_address, raw, raw, err);
}

static uint64_t end_of_memory(const struct lw_pe_edit *x) {
	uint64_t end = x->pe.optional.size_of_headers;
	for (uint32_t i = 0; i < x->pe.n_sections; i++) {
		const struct lw_pe_section_header *h = &x->pe.sections[i].header;
		const uint64_t size = lw_round_up(h->virtual_size != 0 ? h->virtual_size : h->size_of_raw_data, PAGE);
		end = h->virtual_address + size > end ? h->virtual_address + size : end;
	}
	return lw_round_up(end, x->pe.optional.section_alignment);
}

/* Where a further section header ends, and what it must not pass: the first section, in the file and in memory. */
static void header_room(const struct lw_pe_edit *x, uint64_t *end, uint64_t *limit) {
	*end = lw_pe_section_off(x, x->pe.n_sections + (uint64_t)1);
	*limit = x->raw_end;
	for (uint32_t i = 0; i < x->pe.n_sections; i++) {
		const struct lw_pe_section_header *h = &x->pe.sections[i].header;
		if (h->pointer_to_raw_data != 0 && h->size_of_raw_data != 0 && h->pointer_to_raw_data < *limit)
			*limit = h->pointer_to_raw_data;
		*limit = h->virtual_address < *limit ? h->virtual_address : *limit;
	}
	*limit = x->pe.optional.size_of_headers < *limit ? x->pe.optional.size_of_headers : *limit;
}

static bool has_header_room(const struct lw_pe_edit *x) {
	uint64_t end, limit;
	header_room(x, &end, &limit);
	if (end > limit || end - x->head->off > x->head->len)
		return false;
	for (uint64_t at = lw_pe_section_off(x, x->pe.n_sections); at < end; at++)
		if (x->head->bytes[at - x->head->off] != 0)
			return false;
	return true;
}

static void add_header(struct lw_pe_edit *x, uint64_t rva, uint64_t off) {
	const uint32_t i = x->pe.n_sections;
	memcpy(x->head->bytes + (lw_pe_section_off(x, i) - x->head->off), name, sizeof name);
	set_section(x, i, offsetof(struct lw_pe_section_header, virtual_address), rva);
	set_section(x, i, offsetof(struct lw_pe_section_header, pointer_to_raw_data), off);
	set_section(x, i, offsetof(struct lw_pe_section_header, characteristics), FLAGS);
	lw_pe_head_set(x, &lw_rec_pe_coff, lw_pe_coff_off(x), offsetof(struct lw_pe_coff, number_of_sections),
		       i + (uint64_t)1);
}

/* Sections follow each other in memory without a gap, up to the end of the image; a further one begins there. */
static bool check_end(const struct lw_pe_edit *x, struct lw_error *err) {
	const uint64_t end = end_of_memory(x), image = x->pe.optional.size_of_image;
	return end == lw_round_up(image, x->pe.optional.section_alignment) ||
		lw_fail_at(err, LW_E_UNSUPPORTED, lw_pe_optional_off(x),
			   "its image is said to have %#llx bytes, and its sections end at %#llx; such a file cannot "
			   "take a further section",
			   (unsigned long long)image, (unsigned long long)end);
}

static bool can_append(const struct lw_pe_edit *x) {
	return !x->pe.flat && x->r.n_mapped == x->pe.n_sections && x->pe.n_sections < MOST_SECTIONS &&
		has_header_room(x) && x->raw_end < MOST_IMAGE && x->pe.optional.file_alignment <= PAGE * 16;
}

static uint8_t *grow(struct lw_pe_edit *x, uint64_t off, uint64_t len, struct lw_error *err) {
	x->grown_off = off;
	x->grown_len = len;
	x->grown = lw_alloc(x->e->a, (size_t)len, 1, err);
	return x->grown;
}

bool lw_pe_append_place(struct lw_pe_edit *x, bool *found, struct lw_error *err) {
	const uint64_t unit = x->pe.optional.file_alignment > 0x200 ? x->pe.optional.file_alignment : 0x200;
	*found = can_append(x);
	if (!*found)
		return true;
	LW_TRY(check_end(x, err));
	const uint64_t rva = end_of_memory(x), off = lw_round_up(x->raw_end, unit),
		       need = lw_pe_items_lay(x, rva + MARK_SIZE) - rva, raw = lw_round_up(need + RESERVE, unit);
	uint8_t *bytes = grow(x, off, raw, err);
	if (bytes == NULL)
		return false;
	memcpy(bytes, mark, MARK_SIZE);
	give_bytes(x, bytes, rva);
	add_header(x, rva, off);
	lw_editing_takes(x->e, LW_STRATEGY_APPEND);
	return set_sizes(x, x->pe.n_sections, rva, raw, raw, err);
}

/* The last section, if its contents are data that nobody else writes anew, and there is not too much to fill in. */
static bool can_enlarge(const struct lw_pe_edit *x) {
	const uint32_t n = x->pe.n_sections;
	if (n == 0 || x->pe.flat || !is_last(x, n - 1))
		return false;
	const struct lw_pe_section_header *h = &x->pe.sections[n - 1].header;
	const uint64_t dirs[] = {x->pe.directories[LW_PE_RESOURCE].rva, x->pe.directories[LW_PE_BASERELOC].rva};
	for (size_t i = 0; i < 2; i++)
		if (dirs[i] >= h->virtual_address)
			return false;
	return (h->characteristics & FLAGS) == FLAGS && (h->characteristics & DISCARDABLE) == 0 &&
		h->virtual_size <= h->size_of_raw_data + MOST_FILL &&
		h->pointer_to_raw_data % x->pe.optional.file_alignment == 0;
}

bool lw_pe_enlarge_place(struct lw_pe_edit *x, bool *found, struct lw_error *err) {
	*found = can_enlarge(x);
	if (!*found)
		return true;
	const uint32_t last = x->pe.n_sections - 1;
	const struct lw_pe_section_header *h = &x->pe.sections[last].header;
	const uint64_t old = h->size_of_raw_data, from = h->virtual_size > old ? h->virtual_size : old,
		       memory = lw_pe_items_lay(x, h->virtual_address + lw_round_up(from, 16)) - h->virtual_address,
		       raw = lw_round_up(memory, x->pe.optional.file_alignment);
	uint8_t *bytes = grow(x, x->raw_end, raw - old, err);
	if (bytes == NULL)
		return false;
	give_bytes(x, bytes, h->virtual_address + old);
	lw_editing_takes(x->e, LW_STRATEGY_APPEND);
	return set_sizes(x, last, h->virtual_address, memory, raw, err);
}

bool lw_pe_no_room(const struct lw_pe_edit *x, struct lw_error *err) {
	uint64_t end, limit, need = 0;
	header_room(x, &end, &limit);
	for (uint32_t i = 0; i < x->items.n; i++)
		need += x->items.at[i]->len + 1;
	return lw_fail_at(
		err, LW_E_UNSUPPORTED, lw_pe_section_off(x, x->pe.n_sections),
		"the new names need %llu bytes, no section has them to spare, and a further section header "
		"would end at %#llx, past the room for headers (%#llx); take names that are no longer than the "
		"old ones",
		(unsigned long long)need, (unsigned long long)end, (unsigned long long)limit);
}
