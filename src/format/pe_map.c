/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an address of the image lies in the file, as Windows maps it: Wine server/mapping.c (get_section_sizes,
 * get_image_params) and dlls/ntdll/unix/virtual.c (map_image_into_view), which follow its kernel.
 */
#include "format/pe_reader.h"

#include "base/fail.h"

#define PAGE 0x1000
#define SECTOR 0x200

/* What a section takes in memory: whole pages. Fields have 32 bits, so nothing here can wrap. */
static uint64_t memory_size(const struct lw_pe_section_header *h) {
	return lw_round_up(h->virtual_size != 0 ? h->virtual_size : h->size_of_raw_data, PAGE);
}

/* The bytes of the file that are mapped: whole sectors, whatever the file alignment says. */
static void file_part(const struct lw_pe_section_header *h, uint64_t *off, uint64_t *len) {
	const uint64_t odd = h->pointer_to_raw_data % SECTOR, room = memory_size(h);
	*off = h->pointer_to_raw_data - odd;
	*len = h->pointer_to_raw_data == 0 ? 0 : lw_round_up(h->size_of_raw_data + odd, SECTOR);
	*len = *len < room ? *len : room;
}

uint32_t lw_pe_count_mapped(const struct lw_pe *pe) {
	uint64_t end = 0;
	for (uint32_t i = 0; i < pe->n_sections; i++) {
		const struct lw_pe_section_header *h = &pe->sections[i].header;
		if (h->virtual_address < end)
			return i;
		end = h->virtual_address + memory_size(h);
	}
	return pe->n_sections;
}

/* The last section that begins at or before the address; they ascend. */
static const struct lw_pe_section_header *find_section(const struct lw_pe_reader *r, uint64_t rva) {
	uint32_t low = 0, high = r->n_mapped;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (r->pe->sections[mid].header.virtual_address <= rva)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &r->pe->sections[low - 1].header;
}

/* What there is from off on, if the part of the file that is mapped ends at end. */
static void place_in_file(const struct lw_pe_reader *r, uint64_t off, uint64_t end, struct lw_pe_place *out) {
	const uint64_t last = end < r->src->size ? end : r->src->size;
	*out = (struct lw_pe_place){off, off < last ? last - off : 0, 0};
}

bool lw_pe_map(const struct lw_pe_reader *r, uint64_t rva, struct lw_pe_place *out) {
	const struct lw_pe_optional *o = &r->pe->optional;
	if (r->pe->flat) {
		place_in_file(r, rva, o->size_of_image, out);
		return out->len != 0;
	}
	const struct lw_pe_section_header *h = find_section(r, rva);
	if (h == NULL || rva - h->virtual_address >= memory_size(h)) {
		place_in_file(r, rva, h == NULL ? o->size_of_headers : 0, out);
		return out->len != 0;
	}
	const uint64_t skip = rva - h->virtual_address;
	uint64_t off, len;
	file_part(h, &off, &len);
	place_in_file(r, off + skip, off + len, out);
	out->zeros = memory_size(h) - skip - out->len;
	return true;
}

bool lw_pe_map_ref(const struct lw_pe_reader *r, struct lw_pe_ref ref, struct lw_pe_place *out, struct lw_error *err) {
	if (lw_pe_map(r, ref.rva, out))
		return true;
	return lw_fail_at(err, LW_E_MALFORMED, ref.at, "%s lies at %#llx, where the image has nothing", ref.who,
			  (unsigned long long)ref.rva);
}

/* Windows demands that sections ascend, and refuses a file that ends before one of them. */
bool lw_pe_check_sections(struct lw_pe_reader *r, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_pe_section, r->is64),
		       first = r->pe->pe_off + 4 + lw_record_size(&lw_rec_pe_coff, r->is64) +
		r->pe->coff.size_of_optional_header;
	r->n_mapped = lw_pe_count_mapped(r->pe);
	for (uint32_t i = 0; i < r->pe->n_sections; i++) {
		const struct lw_pe_section_header *h = &r->pe->sections[i].header;
		if (h->pointer_to_raw_data != 0 &&
		    !lw_range_fits(h->pointer_to_raw_data, h->size_of_raw_data, r->src->size))
			return lw_fail_at(err, LW_E_TRUNCATED, first + i * size,
					  "section %lu of %lu ends at %#llx, past the end of the file (%#llx)",
					  (unsigned long)i + 1, (unsigned long)r->pe->n_sections,
					  (unsigned long long)(h->pointer_to_raw_data + h->size_of_raw_data),
					  (unsigned long long)r->src->size);
		if (i == r->n_mapped)
			return lw_fail_at(err, LW_E_MALFORMED, first + i * size,
					  "section %lu of %lu begins at %#llx, before the end of the one before it",
					  (unsigned long)i + 1, (unsigned long)r->pe->n_sections,
					  (unsigned long long)h->virtual_address);
	}
	return true;
}
