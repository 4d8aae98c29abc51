/* SPDX-License-Identifier: Apache-2.0 */
#include "edit/elf_rehash.h"

#include "base/fail.h"
#include "names/elf_numbers.h"

/* The dynamic relocations: address and size tags, and whether the entries have addends (0: as DT_PLTREL says). */
static const struct {
	uint64_t addr, size, kind;
} tables[] = {
	{DT_RELA, DT_RELASZ, DT_RELA},
	{DT_REL, DT_RELSZ, DT_REL},
	{DT_JMPREL, DT_PLTRELSZ, 0},
};

/* gABI chapter 4: the symbol's number is the upper part of r_info. */
static void exchange(const struct lw_elf_work *w, const uint32_t *places, uint8_t *info) {
	const unsigned size = w->is64 ? 8 : 4, shift = w->is64 ? 32 : 8;
	const uint64_t v = lw_load_uint(info, size, w->big), sym = v >> shift, low = ((uint64_t)1 << shift) - 1;
	if (sym <= w->n_symbols)
		lw_store_uint(info, size, w->big, (uint64_t)places[sym] << shift | (v & low));
}

static bool rewrite(struct lw_elf_work *w, const uint32_t *places, const struct lw_record *rec, uint64_t addr,
		    uint64_t len, struct lw_error *err) {
	const uint64_t size = lw_record_size(rec, w->is64), info = w->is64 ? 8 : 4;
	struct lw_elf_place at;
	struct lw_span s;
	if (len == 0)
		return true;
	if (!lw_elf_map(&w->r, addr, &at) || len > at.len)
		return lw_fail(err, LW_E_MALFORMED, "relocations at %#llx do not lie within the file",
			       (unsigned long long)addr);
	LW_TRY(lw_source_view(w->e->src, at.off, len, w->e->a, &s, err));
	uint8_t *bytes = lw_alloc(w->e->a, (size_t)len, 1, err);
	for (uint64_t i = 0; bytes != NULL && i < len; i++)
		bytes[i] = s.ptr[i];
	for (uint64_t i = 0; bytes != NULL && i + size <= len; i += size)
		exchange(w, places, bytes + i + info);
	return bytes != NULL &&
		lw_patches_add(w->e, &w->patches,
			       (struct lw_patch){.off = at.off,
						 .bytes = {bytes, len},
						 .what = "relocations",
						 .why = "symbols have another order"},
			       err);
}

static uint64_t value(struct lw_elf_work *w, uint64_t tag) {
	const struct lw_elf_tag *t = lw_elf_tag(w, tag);
	return t == NULL ? 0 : t->val;
}

bool lw_elf_resym(struct lw_elf_work *w, struct lw_error *err) {
	uint32_t *places = w->order == NULL ? NULL : lw_alloc(w->e->a, w->n_symbols + 1, sizeof *places, err);
	if (places == NULL)
		return w->order == NULL;
	for (uint32_t i = 0; i <= w->n_symbols; i++)
		places[w->order[i]] = i;
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		const uint64_t kind = tables[i].kind != 0 ? tables[i].kind : value(w, DT_PLTREL);
		uint64_t addr = value(w, tables[i].addr), len = value(w, tables[i].size);
		/* Some linkers count the jump slots among the others too (glibc elf/dynamic-link.h). */
		const uint64_t others = value(w, kind),
			       behind = others + value(w, kind == DT_RELA ? DT_RELASZ : DT_RELSZ);
		if (tables[i].kind == 0 && addr >= others && addr < behind) {
			const uint64_t skip = behind - addr < len ? behind - addr : len;
			addr += skip;
			len -= skip;
		}
		LW_TRY(rewrite(w, places, kind == DT_RELA ? &lw_rec_rela : &lw_rec_rel, addr, len, err));
	}
	return true;
}
