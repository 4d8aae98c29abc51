/* SPDX-License-Identifier: Apache-2.0 */
/* Relocations: each names a symbol that there is, and a place in memory. */
#include "edit/elf_sounding.h"

#include "base/fail.h"
#include "names/elf_names.h"

#define ULL(x) ((unsigned long long)(x))
/* Of each table so many are looked at: large libraries have a million, and what breaks a table breaks its first ones.
 */
#define MOST_RELOCS ((uint64_t)1 << 16)

/* gABI chapter 4, ELF32_R_SYM and ELF64_R_SYM; little-endian MIPS has the symbol in the first four bytes. */
static uint64_t symbol_of(const struct lw_sounding *s, uint64_t info) {
	if (!s->r.is64)
		return info >> 8;
	return s->r.img->machine == EM_MIPS && !s->r.big ? info & UINT32_MAX : info >> 32;
}

static bool one(struct lw_sounding *s, const struct lw_raw_rel *x, const char *table, uint64_t off,
		struct lw_error *err) {
	const uint64_t symbol = symbol_of(s, x->r_info);
	if (symbol != 0 && symbol >= s->n_symbols)
		return lw_sound_add(s, LW_SOUND_RELOCATION, off, err,
				    "a relocation of %s is for symbol %llu, and there are %llu", table, ULL(symbol),
				    ULL(s->n_symbols));
	if (x->r_info != 0 && lw_sound_load(s, x->r_offset, 1) == NULL)
		return lw_sound_add(s, LW_SOUND_RELOCATION, off, err,
				    "a relocation of %s is for the address %#llx, in no PT_LOAD", table,
				    ULL(x->r_offset));
	return true;
}

static bool table(struct lw_sounding *s, uint64_t tag, uint64_t size_tag, const struct lw_record *rec,
		  struct lw_error *err) {
	uint64_t addr, size, n;
	struct lw_elf_place at;
	struct lw_span bytes;
	struct lw_raw_rel x;
	const uint64_t unit = lw_record_size(rec, s->r.is64);
	if (!lw_sound_tag(s, tag, &addr) || !lw_sound_tag(s, size_tag, &size) || !lw_elf_map(&s->r, addr, &at))
		return true;
	n = (size < at.len ? size : at.len) / unit;
	n = n < MOST_RELOCS ? n : MOST_RELOCS;
	LW_TRY(lw_sound_view(s, at.off, n * unit, &bytes, err));
	for (uint64_t i = 0; i < n; i++)
		if (lw_record_get(rec, bytes, i * unit, s->r.is64, s->r.big, &x))
			LW_TRY(one(s, &x, lw_elf_dyn_name(tag), at.off + i * unit, err));
	return true;
}

bool lw_sound_relocs(struct lw_sounding *s, struct lw_error *err) {
	uint64_t plt = DT_RELA;
	if (s->n_symbols == 0)
		return true;
	(void)lw_sound_tag(s, DT_PLTREL, &plt);
	LW_TRY(table(s, DT_RELA, DT_RELASZ, &lw_rec_rela, err));
	LW_TRY(table(s, DT_REL, DT_RELSZ, &lw_rec_rel, err));
	return table(s, DT_JMPREL, DT_PLTRELSZ, plt == DT_REL ? &lw_rec_rel : &lw_rec_rela, err);
}
