/* SPDX-License-Identifier: Apache-2.0 */
/* The optional header with its data directories, and the section table. */
#include "format/pe_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/pe_names.h"
#include "names/pe_numbers.h"

#define PAGE 0x1000
#define SECTOR 0x200

static uint64_t coff_off(const struct lw_pe_reader *r) {
	return r->pe->pe_off + 4;
}

static uint64_t optional_off(const struct lw_pe_reader *r) {
	return coff_off(r) + lw_record_size(&lw_rec_pe_coff, r->is64);
}

static uint64_t optional_field(const struct lw_pe_reader *r, size_t host) {
	return optional_off(r) + lw_pe_field_off(&lw_rec_pe_optional, r->is64, host);
}

static uint64_t coff_field(const struct lw_pe_reader *r, size_t host) {
	return coff_off(r) + lw_pe_field_off(&lw_rec_pe_coff, r->is64, host);
}

/* The header's own number decides about 32 and 64 bits, as in the loader. */
static bool read_magic(struct lw_pe_reader *r, struct lw_error *err) {
	struct lw_span s;
	bool ok = true;
	LW_TRY(lw_pe_bytes(r, optional_off(r), 2, &s, err));
	const uint64_t magic = lw_span_uint(s, 0, 2, false, &ok);
	if (magic != LW_PE_MAGIC_32 && magic != LW_PE_MAGIC_64)
		return lw_fail_at(err, LW_E_MALFORMED, optional_off(r),
				  "the optional header's number is %#llx, neither PE32 (0x10b) nor PE32+ (0x20b)",
				  (unsigned long long)magic);
	r->is64 = magic == LW_PE_MAGIC_64;
	r->img->bits = r->is64 ? 64 : 32;
	return true;
}

static bool read_directories(struct lw_pe_reader *r, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_pe_directory, r->is64),
		       room = (r->pe->coff.size_of_optional_header - lw_record_size(&lw_rec_pe_optional, r->is64)) /
		size;
	uint64_t n = r->pe->optional.number_of_rva_and_sizes;
	n = n < room ? n : room;
	for (unsigned i = 0; i < n && i < LW_PE_DIRECTORIES; i++)
		LW_TRY(lw_pe_record(r, &lw_rec_pe_directory, lw_pe_directory_off(r, i), &r->pe->directories[i], err));
	return true;
}

bool lw_pe_read_optional(struct lw_pe_reader *r, struct lw_error *err) {
	struct lw_pe *pe = r->pe;
	if (pe->coff.size_of_optional_header == 0)
		return true; /* an object file that was given a signature; there is nothing to load */
	LW_TRY(read_magic(r, err));
	if (pe->coff.size_of_optional_header < lw_record_size(&lw_rec_pe_optional, r->is64))
		return lw_fail_at(err, LW_E_MALFORMED,
				  coff_field(r, offsetof(struct lw_pe_coff, size_of_optional_header)),
				  "the optional header is said to have %llu bytes, but it has %llu and more",
				  (unsigned long long)pe->coff.size_of_optional_header,
				  (unsigned long long)lw_record_size(&lw_rec_pe_optional, r->is64));
	LW_TRY(lw_pe_record(r, &lw_rec_pe_optional, optional_off(r), &pe->optional, err));
	pe->has_optional = true;
	/* Such an image is mapped as it lies in the file (Wine server/mapping.c, IMAGE_FLAGS_ImageMappedFlat). */
	pe->flat = pe->optional.section_alignment % PAGE != 0;
	return read_directories(r, err);
}

bool lw_pe_read_sections(struct lw_pe_reader *r, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_pe_section, r->is64), n = r->pe->coff.number_of_sections,
		       first = optional_off(r) + r->pe->coff.size_of_optional_header;
	if (n == 0)
		return true;
	if (!lw_range_fits(first, n * size, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, coff_field(r, offsetof(struct lw_pe_coff, number_of_sections)),
				  "%llu section headers end at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)n, (unsigned long long)(first + n * size),
				  (unsigned long long)r->src->size);
	struct lw_pe_section *list = lw_alloc(r->a, (size_t)n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		struct lw_span s;
		LW_TRY(lw_pe_bytes(r, first + i * size, size, &s, err));
		memcpy(list[i].name, s.ptr, sizeof list[i].name - 1);
		LW_TRY(lw_record_get(&lw_rec_pe_section, s, 0, r->is64, false, &list[i].header));
	}
	r->pe->sections = list;
	r->pe->n_sections = (uint32_t)n;
	return true;
}

static bool is_power_of_2(uint64_t n) {
	return n != 0 && (n & (n - 1)) == 0;
}

/* What Windows refuses with "is not a valid Win32 application" ("PE Format", SectionAlignment, FileAlignment and
 * SizeOfHeaders). */
bool lw_pe_check_alignment(struct lw_pe_reader *r, struct lw_error *err) {
	const struct lw_pe_optional *o = &r->pe->optional;
	if (!r->pe->has_optional)
		return true;
	if (!is_power_of_2(o->file_alignment))
		return lw_fail_at(
			err, LW_E_MALFORMED, optional_field(r, offsetof(struct lw_pe_optional, file_alignment)),
			"the file alignment is %#llx, which is no power of 2", (unsigned long long)o->file_alignment);
	if (!is_power_of_2(o->section_alignment) || o->section_alignment < o->file_alignment)
		return lw_fail_at(
			err, LW_E_MALFORMED, optional_field(r, offsetof(struct lw_pe_optional, section_alignment)),
			"the section alignment is %#llx, which is no power of 2 from the file alignment on (%#llx)",
			(unsigned long long)o->section_alignment, (unsigned long long)o->file_alignment);
	if (o->size_of_headers > o->size_of_image)
		return lw_fail_at(err, LW_E_MALFORMED,
				  optional_field(r, offsetof(struct lw_pe_optional, size_of_headers)),
				  "the headers have %#llx bytes, more than the whole image (%#llx)",
				  (unsigned long long)o->size_of_headers, (unsigned long long)o->size_of_image);
	return true;
}
