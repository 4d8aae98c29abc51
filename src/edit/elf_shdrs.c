/* SPDX-License-Identifier: Apache-2.0 */
/* No loader looks at section headers, but strip, objcopy, gdb and linkers do: they follow what they describe, and so do
 * symbols of what has moved. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

#define MOST_SYMTAB ((uint64_t)1 << 30)

/* Of what moves, which are tables and not code, few symbols tell. */
#define MOST_FOLLOWING 65536

/* Of loaded memory: by its flag, or where that is missing by being the unit or having its address. */
static bool is_loaded(const struct lw_elf_unit *u, const struct lw_shdr *s) {
	return (s->sh_flags & SHF_ALLOC) != 0 || (s->sh_offset == u->off && s->sh_size == u->size) ||
		(s->sh_addr != 0 && s->sh_addr == u->addr + (s->sh_offset - u->off));
}

/* The table that a section of that type and address is, wherever it says that it lies in the file. */
static const struct lw_elf_unit *own_unit(const struct lw_elf_work *w, const struct lw_shdr *s) {
	static const struct {
		uint64_t type;
		enum lw_elf_unit_kind kind;
	} kinds[] = {{SHT_HASH, LW_UNIT_HASH},         {SHT_GNU_HASH, LW_UNIT_GNU_HASH},
		     {SHT_DYNSYM, LW_UNIT_DYNSYM},     {SHT_GNU_versym, LW_UNIT_VERSYM},
		     {SHT_GNU_verdef, LW_UNIT_VERDEF}, {SHT_GNU_verneed, LW_UNIT_VERNEED},
		     {SHT_DYNAMIC, LW_UNIT_DYNAMIC},   {SHT_STRTAB, LW_UNIT_DYNSTR}};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		for (uint32_t k = 0; kinds[i].type == s->sh_type && k < w->units.n; k++) {
			const struct lw_elf_unit *u = &w->units.at[k];
			if (u->kind == kinds[i].kind && u->mapped && (s->sh_flags & SHF_ALLOC) != 0 &&
			    s->sh_addr == u->addr)
				return u;
		}
	return NULL;
}

const struct lw_elf_unit *lw_elf_unit_of_section(const struct lw_elf_work *w, const struct lw_shdr *s) {
	const struct lw_elf_unit *own = own_unit(w, s);
	if (own != NULL)
		return own;
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *u = &w->units.at[i];
		if (u->kind != LW_UNIT_SHDRS && u->kind != LW_UNIT_PHDRS && is_loaded(u, s) &&
		    s->sh_type != SHT_NOBITS && s->sh_offset >= u->off && s->sh_offset - u->off < u->size &&
		    lw_range_fits(s->sh_offset - u->off, s->sh_size, u->size) &&
		    (s->sh_size != 0 || !u->mapped || s->sh_addr - u->addr == s->sh_offset - u->off))
			return u; /* an empty one is where its address is */
	}
	return NULL;
}

bool lw_elf_any_moves(const struct lw_elf_work *w) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].moves || w->units.at[i].to_size != w->units.at[i].size)
			return true;
	return false;
}

static uint64_t n_needs(struct lw_elf_work *w) {
	const struct lw_elf_tag *t = lw_elf_tag(w, DT_VERNEEDNUM);
	return t == NULL ? 0 : t->val;
}

/* An empty section of written memory behind the last unit of a segment that is given up has no segment any more: it
 * stays behind that unit. */
static bool follow_empty(struct lw_elf_work *w, struct lw_shdr *s) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	if (w->vacated.n == 0 || u == NULL || !u->moves || s->sh_size != 0 || (s->sh_flags & SHF_ALLOC) == 0 ||
	    (s->sh_flags & SHF_WRITE) == 0 || s->sh_offset != u->off + u->size ||
	    (s->sh_addralign > 1 && (u->to_addr + u->to_size) % s->sh_addralign != 0))
		return false;
	s->sh_offset = u->to_off + u->to_size;
	s->sh_addr = u->to_addr + u->to_size;
	return true;
}

static bool follow(struct lw_elf_work *w, struct lw_shdr *s) {
	const struct lw_elf_unit *u = lw_elf_unit_of_section(w, s);
	const struct lw_shdr was = *s;
	if (u == NULL)
		return follow_empty(w, s);
	const uint64_t skip = own_unit(w, s) != NULL ? 0 : s->sh_offset - u->off;
	if (u->moves) {
		s->sh_offset = u->to_off + skip;
		s->sh_addr = u->to_addr + skip;
		s->sh_flags &= ~(uint64_t)SHF_EXECINSTR; /* tables have no code, and their new place is not executed */
	}
	if (skip == 0 && u->to_size != u->size && s->sh_size == u->size)
		s->sh_size = u->to_size;
	if (u->kind == LW_UNIT_VERNEED && s->sh_type == SHT_GNU_verneed && skip == 0 && w->new_asked)
		s->sh_info = n_needs(w);
	return was.sh_offset != s->sh_offset || was.sh_size != s->sh_size || was.sh_info != s->sh_info;
}

static bool patch_value(struct lw_elf_work *w, uint64_t off, uint64_t value, struct lw_error *err) {
	const unsigned size = w->is64 ? 8 : 4;
	uint8_t *bytes = lw_alloc(w->e->a, 1, size, err);
	if (bytes == NULL)
		return false;
	if (w->patches.list.n > MOST_FOLLOWING)
		return lw_fail(err, LW_E_LIMIT, "more than %d symbols tell of what would move", MOST_FOLLOWING);
	lw_store_uint(bytes, size, w->big, value);
	return lw_patches_add(w->e, &w->patches,
			      (struct lw_patch){.off = off, .bytes = {bytes, size}, .what = "symbol of what has moved"},
			      err);
}

/* GNU ld makes _DYNAMIC absolute on MIPS, of no section that it could follow. */
static bool is_dynamic(struct lw_elf_work *w, const struct lw_shdr *tab, const struct lw_sym *sym, bool *out,
		       struct lw_error *err) {
	static const char name[] = "_DYNAMIC";
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	struct lw_span s;
	*out = false;
	if (sym->st_shndx != SHN_ABS || u == NULL || !u->moves || sym->st_value != u->addr ||
	    tab->sh_link >= w->space.sections.n)
		return true;
	const struct lw_shdr *str = &w->space.sections.at[tab->sh_link].raw;
	if (!lw_range_fits(sym->st_name, sizeof name, str->sh_size) ||
	    !lw_range_fits(str->sh_offset, str->sh_size, w->e->src->size))
		return true;
	LW_TRY(lw_source_view(w->e->src, str->sh_offset + sym->st_name, sizeof name, w->e->a, &s, err));
	*out = memcmp(s.ptr, name, sizeof name) == 0;
	return true;
}

/* By how much a symbol moves: as its section. */
static bool delta_of(struct lw_elf_work *w, const struct lw_shdr *tab, const struct lw_sym *sym, const uint64_t *deltas,
		     uint64_t *out, struct lw_error *err) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	bool dynamic = false;
	LW_TRY(is_dynamic(w, tab, sym, &dynamic, err));
	const bool in_section = sym->st_shndx != 0 && sym->st_shndx < w->space.sections.n;
	*out = dynamic ? u->to_addr - u->addr : in_section ? deltas[sym->st_shndx] : 0;
	return true;
}

/* A symbol of a moved section moves by as much. */
static bool follow_symbols(struct lw_elf_work *w, const struct lw_shdr *tab, const uint64_t *deltas,
			   struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64), value = w->is64 ? 8 : 4;
	struct lw_sym sym;
	struct lw_span s;
	const uint64_t n = tab->sh_size / size;
	for (uint64_t i = 1, got; i < n; i += got) {
		LW_TRY(lw_elf_run(&w->r, &lw_rec_sym, tab->sh_offset + i * size, n - i, &s, &got, err));
		for (uint64_t k = 0; k < got; k++) {
			LW_TRY(lw_record_get(&lw_rec_sym, s, k * size, w->is64, w->big, &sym));
			uint64_t delta = 0;
			LW_TRY(delta_of(w, tab, &sym, deltas, &delta, err));
			if (delta != 0)
				LW_TRY(patch_value(w, tab->sh_offset + (i + k) * size + value, sym.st_value + delta,
						   err));
		}
	}
	return true;
}

static bool symbols(struct lw_elf_work *w, const uint64_t *deltas, struct lw_error *err) {
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_type == SHT_SYMTAB && s->sh_size <= MOST_SYMTAB &&
		    lw_range_fits(s->sh_offset, s->sh_size, w->e->src->size))
			LW_TRY(follow_symbols(w, s, deltas, err));
	}
	return true;
}

bool lw_elf_emit_sections(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_elf_unit *table = lw_elf_unit(w, LW_UNIT_SHDRS);
	const uint64_t size = lw_record_size(&lw_rec_shdr, w->is64);
	const uint32_t n = w->space.sections.n;
	bool changed = false, moved = false;
	uint8_t *bytes = lw_alloc(w->e->a, n + 1, (size_t)size, err);
	uint64_t *deltas = lw_alloc(w->e->a, n + 1, sizeof *deltas, err);
	if (bytes == NULL || deltas == NULL || table == NULL)
		return bytes != NULL && deltas != NULL;
	for (uint32_t i = 0; i < n; i++) {
		struct lw_shdr s = w->space.sections.at[i].raw;
		changed |= i != 0 && follow(w, &s);
		deltas[i] = s.sh_addr - w->space.sections.at[i].raw.sh_addr;
		moved |= deltas[i] != 0;
		lw_record_put(&lw_rec_shdr, bytes + i * size, w->is64, w->big, &s);
	}
	if (!changed && !table->moves)
		return true;
	LW_TRY(!moved || symbols(w, deltas, err));
	return lw_patches_add(w->e, &w->patches,
			      (struct lw_patch){.off = table->to_off,
						.bytes = {bytes, n * size},
						.what = "section headers",
						.moved = table->moves,
						.from = table->off},
			      err);
}
