/* SPDX-License-Identifier: Apache-2.0 */
/* .symtab and .strtab of the new file: the local symbols of all parts, then the others (gABI chapter 4, "Symbol
 * Table"). */
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "fuse/sections.h"
#include "names/elf_numbers.h"

struct writing {
	const struct lw_fusing *f;
	uint8_t *symbols, *names;
	uint64_t at, name_at;
};

static void put(struct writing *w, const struct lw_fuse_names *list) {
	for (uint32_t i = 0; i < list->n; i++) {
		struct lw_sym raw = list->at[i].raw;
		if (i + LW_SOON < list->n)
			lw_soon(list->at[i + LW_SOON].name);
		const size_t n = strlen(list->at[i].name);
		raw.st_name = n == 0 ? 0 : w->name_at;
		if (n != 0)
			memcpy(w->names + w->name_at, list->at[i].name, n);
		w->name_at += n == 0 ? 0 : n + 1;
		lw_record_put(&lw_rec_sym, w->symbols + w->at, w->f->is64, w->f->big, &raw);
		w->at += lw_record_size(&lw_rec_sym, w->f->is64);
	}
}

bool lw_fuse_symtab(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_fusing *f = s->f;
	const uint64_t each = lw_record_size(&lw_rec_sym, f->is64);
	s->n_strtab = 1;
	for (uint32_t i = 0; i < f->parts.n; i++)
		LW_TRY(lw_fuse_symtab_of(s, i, err));
	const uint64_t size = (1 + (uint64_t)s->local.n + s->global.n) * each;
	struct writing w = {.f = f, .at = each, .name_at = 1};
	w.symbols = lw_alloc(f->a, (size_t)size, 1, err);
	w.names = lw_alloc(f->a, (size_t)s->n_strtab, 1, err);
	if (w.symbols == NULL || w.names == NULL)
		return false;
	put(&w, &s->local);
	put(&w, &s->global);
	s->symtab = (struct lw_span){w.symbols, size};
	s->strtab = (struct lw_span){w.names, s->n_strtab};
	return true;
}
