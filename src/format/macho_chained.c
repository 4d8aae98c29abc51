/* SPDX-License-Identifier: Apache-2.0 */
/* The imports of chained fixups (mach-o/fixup-chains.h). */
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define UNCOMPRESSED 0

/* An entry is a word of bits, from the lowest on: ordinal, weak import, what is reserved, and the name's offset. An
 * addend may follow. */
struct form {
	uint8_t size, word;
	uint8_t ordinal_bits, name_shift;
};

/* DYLD_CHAINED_IMPORT, DYLD_CHAINED_IMPORT_ADDEND, DYLD_CHAINED_IMPORT_ADDEND64. */
static const struct form forms[] = {{4, 4, 8, 9}, {8, 4, 8, 9}, {16, 8, 16, 32}};

struct imports {
	struct lw_macho_symbols *s;
	struct lw_span bytes, entries, names;
	uint64_t off; /* in the file */
	const struct form *form;
};

/* The highest numbers are negative ones: dyld mach_o/ChainedFixups.cpp. */
static int32_t ordinal_of(const struct form *f, uint64_t word) {
	const int32_t n = INT32_C(1) << f->ordinal_bits, ordinal = (int32_t)(word & (uint64_t)(n - 1));
	return ordinal > n - 16 ? ordinal - n : ordinal;
}

static bool take(struct imports *im, uint64_t i, struct lw_error *err) {
	const struct form *f = im->form;
	const uint64_t at = i * f->size;
	bool ok = true;
	const uint64_t word = lw_span_uint(im->entries, at, f->word, im->s->r->big, &ok);
	const char *name = lw_span_cstr(im->names, word >> f->name_shift);
	struct lw_macho_symbol *out;
	if (!ok || name == NULL)
		return lw_fail_at(
			err, LW_E_MALFORMED, im->off,
			"chained import %llu names the string at %#llx, which does not end in its %#llx bytes",
			(unsigned long long)i + 1, (unsigned long long)(word >> f->name_shift),
			(unsigned long long)im->names.len);
	LW_TRY(lw_macho_add_symbol(im->s, name, strlen(name), im->off, &out, err));
	out->undefined = true;
	out->ordinal = ordinal_of(f, word);
	out->weak = (word >> f->ordinal_bits & 1) != 0;
	return true;
}

static bool check_header(struct imports *im, const struct lw_raw_chained *h, struct lw_error *err) {
	if (h->imports_format == 0 || h->imports_format > sizeof forms / sizeof forms[0])
		return lw_fail_at(err, LW_E_UNSUPPORTED, im->off, "chained imports have the unknown format %llu",
				  (unsigned long long)h->imports_format);
	if (h->symbols_format != UNCOMPRESSED)
		return lw_fail_at(err, LW_E_UNSUPPORTED, im->off, "the names of chained imports are compressed (%llu)",
				  (unsigned long long)h->symbols_format);
	im->form = &forms[h->imports_format - 1];
	const uint64_t size = h->imports_count * im->form->size, all = im->bytes.len;
	if (!lw_span_cut(im->bytes, h->imports_offset, size, &im->entries))
		return lw_fail_at(err, LW_E_MALFORMED, im->off,
				  "%llu chained imports lie at %#llx, past the end of the chained fixups (%#llx)",
				  (unsigned long long)h->imports_count, (unsigned long long)h->imports_offset,
				  (unsigned long long)all);
	if (h->symbols_offset > all || !lw_span_cut(im->bytes, h->symbols_offset, all - h->symbols_offset, &im->names))
		return lw_fail_at(
			err, LW_E_MALFORMED, im->off,
			"the names of chained imports lie at %#llx, past the end of the chained fixups (%#llx)",
			(unsigned long long)h->symbols_offset, (unsigned long long)all);
	return true;
}

bool lw_macho_read_chained(struct lw_macho_symbols *s, struct lw_error *err) {
	struct imports im = {.s = s, .off = s->r->macho->chained.off};
	struct lw_raw_chained h;
	LW_TRY(lw_macho_view(s, "LC_DYLD_CHAINED_FIXUPS", s->r->macho->chained, &im.bytes, err));
	if (!lw_record_get(&lw_rec_chained, im.bytes, 0, false, s->r->big, &h))
		return lw_fail_at(err, LW_E_MALFORMED, im.off, "the chained fixups have only %#llx bytes",
				  (unsigned long long)im.bytes.len);
	if (h.imports_count == 0)
		return true;
	LW_TRY(check_header(&im, &h, err));
	for (uint64_t i = 0; i < h.imports_count; i++)
		LW_TRY(take(&im, i, err));
	return true;
}
