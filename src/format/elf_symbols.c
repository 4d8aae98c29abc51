/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic symbols with their versions. */

#include "base/fail.h"
#include "format/elf_parse.h"
#include "format/elf_reader.h"
#include "names/elf_numbers.h"

#define MOST_SYMBOLS ((uint64_t)1 << 22)
#define INDEX_BITS 0x7fff
#define HIDDEN_BIT 0x8000

/* What a version index stands for. */
struct version {
	const char *name, *file;
};

struct versions {
	struct version *at; /* by index */
	uint32_t n;
	struct lw_span versym;
};

/* The symbol table's bytes, and those of the version indices beside it, in a scratch arena. */
static bool view_tables(struct lw_elf_reader *r, struct lw_arena *scratch, uint64_t n, struct lw_span *syms,
			struct lw_span *versym, struct lw_error *err) {
	const struct lw_dyn *sym = lw_elf_dyn(r->elf, DT_SYMTAB), *ent = lw_elf_dyn(r->elf, DT_SYMENT),
			    *ver = lw_elf_dyn(r->elf, DT_VERSYM);
	const uint64_t size = lw_record_size(&lw_rec_sym, r->is64);
	struct lw_elf_place at;
	if (sym == NULL)
		return lw_fail(err, LW_E_MALFORMED, "there is a symbol hash table, but no DT_SYMTAB");
	if (ent != NULL && ent->d_val != size)
		return lw_fail_at(err, LW_E_MALFORMED, lw_elf_dyn_off(r, ent),
				  "symbols are said to have %llu bytes each, but they have %llu",
				  (unsigned long long)ent->d_val, (unsigned long long)size);
	LW_TRY(lw_elf_map_dyn(r, sym, &at, err));
	if (n > at.len / size)
		return lw_fail_at(err, LW_E_MALFORMED, at.off,
				  "%llu symbols end past the end of their segment, which has room for %llu",
				  (unsigned long long)n, (unsigned long long)(at.len / size));
	if (n > MOST_SYMBOLS)
		return lw_fail_at(err, LW_E_LIMIT, at.off, "there are %llu symbols, and only %llu are read",
				  (unsigned long long)n, (unsigned long long)MOST_SYMBOLS);
	LW_TRY(lw_source_view(r->src, at.off, n * size, scratch, syms, err));
	*versym = (struct lw_span){NULL, 0};
	if (ver == NULL)
		return true;
	LW_TRY(lw_elf_map_dyn(r, ver, &at, err));
	if (n > at.len / 2)
		return lw_fail_at(err, LW_E_MALFORMED, at.off,
				  "%llu version indices end past the end of their segment (%#llx)",
				  (unsigned long long)n, (unsigned long long)at.len);
	return lw_source_view(r->src, at.off, n * 2, scratch, versym, err);
}

static uint32_t highest_index(const struct lw_elf *elf) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < elf->n_verdefs; i++)
		if (elf->verdefs[i].index > n)
			n = elf->verdefs[i].index;
	for (uint32_t i = 0; i < elf->n_verneeds; i++)
		if (elf->verneeds[i].index > n)
			n = elf->verneeds[i].index;
	return n;
}

/* Definitions first, so that a need with the same index wins: it is what an undefined symbol means. */
static bool index_versions(const struct lw_elf *elf, struct lw_arena *scratch, struct versions *out,
			   struct lw_error *err) {
	out->n = highest_index(elf) + 1;
	out->at = lw_alloc(scratch, out->n, sizeof *out->at, err);
	if (out->at == NULL)
		return false;
	for (uint32_t i = 0; i < elf->n_verdefs; i++)
		if (!elf->verdefs[i].base)
			out->at[elf->verdefs[i].index].name = elf->verdefs[i].version;
	for (uint32_t i = 0; i < elf->n_verneeds; i++)
		out->at[elf->verneeds[i].index] = (struct version){elf->verneeds[i].version, elf->verneeds[i].file};
	return true;
}

/* An index that no record explains is no version, as in glibc (elf/dl-lookup.c looks at the hash 0 of an empty slot).
 */
static void set_version(const struct lw_elf_reader *r, const struct versions *v, uint64_t i, struct lw_symbol *s) {
	bool ok = true;
	uint64_t index = lw_span_uint(v->versym, 2 * i, 2, r->big, &ok);
	s->hidden = (index & HIDDEN_BIT) != 0;
	index &= INDEX_BITS;
	s->index = (uint16_t)index;
	if (index >= v->n)
		return;
	s->version = v->at[index].name;
	s->version_file = v->at[index].file;
}

static bool read_symbols(struct lw_elf_reader *r, struct lw_arena *scratch, const struct lw_symbol **out, size_t *n,
			 struct lw_error *err) {
	uint64_t count;
	struct lw_span syms;
	struct versions v;
	LW_TRY(lw_elf_count_symbols(r, &count, err));
	if (count <= 1)
		return true;
	LW_TRY(view_tables(r, scratch, count, &syms, &v.versym, err));
	LW_TRY(index_versions(r->elf, scratch, &v, err));
	LW_TRY(lw_elf_strings_open(r, err));
	if (r->str.known)
		LW_TRY(lw_elf_strings_load(r, r->str.size, err));
	struct lw_symbol *list = lw_alloc(r->a, (size_t)count - 1, sizeof *list, err);
	if (list == NULL)
		return false;
	const uint64_t size = lw_record_size(&lw_rec_sym, r->is64);
	const struct lw_dyn *tab = lw_elf_dyn(r->elf, DT_SYMTAB);
	struct lw_elf_place at;
	LW_TRY(lw_elf_map_dyn(r, tab, &at, err));
	for (uint64_t i = 1; i < count; i++) {
		struct lw_symbol *s = &list[i - 1];
		if (!lw_record_get(&lw_rec_sym, syms, i * size, r->is64, r->big, &s->raw))
			return lw_fail_at(err, LW_E_INTERNAL, at.off + i * size, "symbol %llu was not read",
					  (unsigned long long)i);
		LW_TRY(lw_elf_string(r, (struct lw_elf_ref){"a symbol", at.off + i * size, s->raw.st_name}, &s->name,
				     err));
		if (v.versym.ptr != NULL)
			set_version(r, &v, i, s);
	}
	*out = list;
	*n = (size_t)count - 1;
	return true;
}

bool lw_elf_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		    const struct lw_symbol **out, size_t *n, struct lw_error *err) {
	*out = NULL;
	*n = 0;
	struct lw_elf_reader r;
	struct lw_arena scratch = {0};
	LW_TRY(lw_elf_reader_init(&r, src, a, err));
	lw_elf_reader_of(&r, img);
	bool ok = read_symbols(&r, &scratch, out, n, err);
	lw_arena_free(&scratch);
	return ok;
}
