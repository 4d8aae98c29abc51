/* SPDX-License-Identifier: Apache-2.0 */
/* What is imported from each library: arrays of words that end with 0 ("Import Lookup Table"). */
#include "base/fail.h"
#include "format/pe_parse.h"
#include "format/pe_reader.h"

/* Arrays may overlap, so the size of the file is no bound. */
#define MOST_IMPORTS ((uint32_t)1 << 20)

struct imports {
	LW_VEC(struct lw_pe_import) list;
};

/* "Hint/Name Table": two bytes, then the name. */
static bool read_name(struct lw_pe_reader *r, uint64_t at, uint64_t rva, struct lw_pe_import *out,
		      struct lw_error *err) {
	uint8_t hint[2];
	uint64_t off;
	LW_TRY(lw_pe_copy(r, (struct lw_pe_ref){"an imported name", at, rva}, sizeof hint, hint, &off, err));
	out->hint = (uint16_t)lw_load_uint(hint, sizeof hint, false);
	return lw_pe_string(r, (struct lw_pe_ref){"an imported name", at, rva + sizeof hint}, &out->name, err);
}

static bool take(struct lw_pe_reader *r, uint32_t dll, uint64_t word, uint64_t off, struct imports *out,
		 struct lw_error *err) {
	const uint64_t by_ordinal = r->is64 ? UINT64_C(1) << 63 : UINT64_C(1) << 31;
	struct lw_pe_import x = {.dll = dll, .hint = (uint16_t)(word & UINT16_MAX), .off = off};
	if ((word & by_ordinal) == 0) {
		const struct lw_pe_dll *d = &r->pe->dlls[dll];
		const uint64_t rva = d->by_address ? (word - r->pe->optional.image_base) & UINT32_MAX : word;
		LW_TRY(read_name(r, off, rva, &x, err));
	}
	if (out->list.n == MOST_IMPORTS)
		return lw_fail_at(err, LW_E_LIMIT, off, "there are more than %lu imports", (unsigned long)MOST_IMPORTS);
	struct lw_pe_import *at = lw_vec_add(r->a, &out->list, err);
	if (at == NULL)
		return false;
	*at = x;
	return true;
}

static bool read_dll(struct lw_pe_reader *r, uint32_t dll, struct imports *out, struct lw_error *err) {
	const struct lw_pe_dll *d = &r->pe->dlls[dll];
	struct lw_pe_ref ref = {"an import lookup table", d->off, d->names};
	for (;;) {
		struct lw_raw_pe_thunk thunk;
		uint64_t off;
		LW_TRY(lw_pe_record_at(r, &lw_rec_pe_thunk, ref, &thunk, &off, err));
		if (thunk.value == 0)
			return true;
		LW_TRY(take(r, dll, thunk.value, off, out, err));
		ref.rva += lw_record_size(&lw_rec_pe_thunk, r->is64);
	}
}

bool lw_pe_imports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		   const struct lw_pe_import **out, size_t *n, struct lw_error *err) {
	struct lw_pe_reader r;
	struct lw_image copy;
	struct lw_pe pe;
	struct imports list = {0};
	*out = NULL;
	*n = 0;
	LW_TRY(lw_pe_reader_of(&r, src, a, img, &copy, &pe, err));
	for (uint32_t i = 0; i < pe.n_dlls; i++)
		LW_TRY(read_dll(&r, i, &list, err));
	*out = list.list.at;
	*n = list.list.n;
	return true;
}
