/* SPDX-License-Identifier: Apache-2.0 */
/* Does the new file, read by the same reader as every file, show what was asked and nothing else? */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "format/elf_parse.h"
#include "names/elf_names.h"
#include "names/elf_numbers.h"

static bool same_text(const char *x, const char *y) {
	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static bool wrong(struct lw_error *err, const char *what, const char *has, const char *should) {
	return lw_fail(err, LW_E_INTERNAL, "%s would be %s and not %s", what, has == NULL ? "none" : has,
		       should == NULL ? "none" : should);
}

/* Tables that the edit may give another place. */
static bool points_at_unit(struct lw_elf_work *w, uint64_t tag) {
	static const uint64_t tags[] = {
#define X(code, what, tag) tag,
		LW_ELF_UNITS(X)
#undef X
	};
	for (unsigned i = 0; i < LW_N_UNITS; i++)
		if (tags[i] != 0 && tags[i] == tag)
			return lw_elf_unit(w, (enum lw_elf_unit_kind)i) != NULL;
	return tag == DT_STRSZ || (tag == DT_MIPS_RLD_MAP_REL && w->img->machine == EM_MIPS);
}

static bool same_tags(struct lw_elf_work *w, struct lw_elf_reader *r, const struct lw_elf *now, struct lw_error *err) {
	if (now->n_dyns != w->tags.n)
		return lw_fail(err, LW_E_INTERNAL, "the dynamic section would have %lu entries and not %lu",
			       (unsigned long)now->n_dyns, (unsigned long)w->tags.n);
	for (uint32_t i = 0; i < w->tags.n; i++) {
		const struct lw_elf_tag *t = &w->tags.at[i];
		const struct lw_dyn *d = &now->dyns[i];
		const char *text = NULL, *name = lw_elf_dyn_name(t->tag);
		if (d->d_tag != t->tag || (t->text == NULL && d->d_val != t->val && !points_at_unit(w, t->tag)))
			return lw_fail(err, LW_E_INTERNAL, "dynamic entry %lu (%s) would differ", (unsigned long)i,
				       name == NULL ? "?" : name);
		if (t->text == NULL)
			continue;
		LW_TRY(lw_elf_name(r, (struct lw_elf_ref){name, now->dynamic_off, d->d_val}, &text, err));
		if (!same_text(text, t->text))
			return wrong(err, name == NULL ? "a dynamic entry" : name, text, t->text);
	}
	return true;
}

static bool same_asked(const struct lw_elf_work *w, const struct lw_elf *now, struct lw_error *err) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < w->asked.n; i++) {
		const struct lw_elf_asked *a = &w->asked.at[i];
		if (a->gone)
			continue;
		const struct lw_verneed *v = n < now->n_verneeds ? &now->verneeds[n] : NULL;
		n++;
		if (v == NULL || !same_text(v->file, a->file) || !same_text(v->version, a->version) ||
		    v->index != a->index || v->weak != ((a->flags & VER_FLG_WEAK) != 0) ||
		    (a->version[0] != '\0' && v->hash != lw_elf_hash(a->version) && w->new_asked))
			return wrong(err, "a version need", v == NULL ? NULL : v->version, a->version);
	}
	return n == now->n_verneeds ||
		lw_fail(err, LW_E_INTERNAL, "there would be %lu version needs and not %lu",
			(unsigned long)now->n_verneeds, (unsigned long)n);
}

/* The version that symbol i should have: what its index now stands for. */
static const char *version_of(const struct lw_elf_work *w, size_t i, const struct lw_symbol *was) {
	if (w->versym == NULL || !(w->new_versym || w->new_asked))
		return was->version;
	const struct lw_elf_asked *a = lw_elf_asked_of(w, w->versym[i + 1]);
	if (a != NULL)
		return a->version;
	return (w->versym[i + 1] & 0x7fff) < 2 ? NULL : was->version;
}

static bool same_symbols(struct lw_elf_work *w, const struct lw_source *after, const struct lw_image *now,
			 struct lw_error *err) {
	const struct lw_symbol *list = NULL;
	size_t n = 0;
	LW_TRY(lw_elf_work_symbols(w, err) && lw_elf_symbols(after, now, w->e->a, &list, &n, err));
	if (n != w->n_symbols)
		return lw_fail(err, LW_E_INTERNAL, "there would be %lu dynamic symbols and not %lu", (unsigned long)n,
			       (unsigned long)w->n_symbols);
	for (size_t i = 0; i < n; i++) {
		const struct lw_symbol *was = &w->symbols[w->order == NULL ? i : w->order[i + 1] - 1];
		const size_t old = (size_t)(was - w->symbols);
		const struct lw_elf_rename *r = lw_elf_renamed(w, old + 1);
		const char *name = r == NULL ? was->name : r->to;
		if (!same_text(list[i].name, name))
			return wrong(err, "a symbol", list[i].name, name);
		if (!same_text(list[i].version, version_of(w, old, was)))
			return wrong(err, name, list[i].version, version_of(w, old, was));
		if (list[i].raw.st_info != was->raw.st_info || list[i].raw.st_size != was->raw.st_size ||
		    list[i].raw.st_shndx != was->raw.st_shndx)
			return lw_fail(err, LW_E_INTERNAL, "symbol %s would differ", name);
	}
	return true;
}

/* The bytes of a table before and after. False where it was not found whole in both. */
static bool view_both(struct lw_elf_work *w, const struct lw_source *after, const struct lw_elf_reader *r,
		      enum lw_elf_unit_kind kind, struct lw_span *was, struct lw_span *is, bool *found,
		      struct lw_error *err) {
	const struct lw_elf_unit *u = lw_elf_unit(w, kind);
	struct lw_elf_place at;
	*was = *is = (struct lw_span){NULL, 0};
	*found = u != NULL && lw_elf_map(r, u->to_addr, &at) && at.len >= u->size;
	return !*found ||
		(lw_source_view(w->e->src, u->off, u->size, w->e->a, was, err) &&
		 lw_source_view(after, at.off, u->size, w->e->a, is, err));
}

static bool same_bytes(struct lw_span x, struct lw_span y) {
	return x.len == y.len && (x.len == 0 || memcmp(x.ptr, y.ptr, (size_t)x.len) == 0);
}

/* Where no edit is about symbols, their table stays byte for byte, and so does every name in it. */
static bool untouched_symbols(struct lw_elf_work *w, const struct lw_source *after, const struct lw_elf_reader *r,
			      bool *can, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64);
	struct lw_span syms, now, names, now_names;
	struct lw_sym sym;
	bool has_syms, has_names;
	*can = w->renames.n == 0 && !w->new_versym && !w->new_asked;
	if (!*can)
		return true;
	LW_TRY(view_both(w, after, r, LW_UNIT_DYNSYM, &syms, &now, &has_syms, err) &&
	       view_both(w, after, r, LW_UNIT_DYNSTR, &names, &now_names, &has_names, err));
	*can = has_syms && has_names && same_bytes(syms, now);
	for (uint64_t i = 1; *can && i < syms.len / size; i++) {
		if (!lw_record_get(&lw_rec_sym, syms, i * size, w->is64, w->big, &sym))
			break;
		const char *name = lw_span_cstr(names, sym.st_name), *new_name = lw_span_cstr(now_names, sym.st_name);
		if (name != NULL && !same_text(name, new_name))
			return wrong(err, "a symbol", new_name, name);
	}
	return true;
}

static bool is_vacated(const struct lw_elf_work *w, uint64_t addr) {
	for (uint32_t i = 0; i < w->vacated.n; i++)
		if (w->vacated.at[i] == addr)
			return true;
	return false;
}

/* Segments that were there stay as they were, but for growing at their end and for the one that tells of stacks. */
static bool same_segments(const struct lw_elf_work *w, const struct lw_elf *now, struct lw_error *err) {
	for (uint32_t i = 0, k = 0; i < w->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type != PT_LOAD || is_vacated(w, p->p_vaddr))
			continue;
		while (k < now->n_phdrs && (now->phdrs[k].p_type != PT_LOAD || now->phdrs[k].p_vaddr != p->p_vaddr))
			k++;
		if (k == now->n_phdrs || now->phdrs[k].p_offset != p->p_offset || now->phdrs[k].p_flags != p->p_flags ||
		    now->phdrs[k].p_filesz < p->p_filesz || now->phdrs[k].p_memsz < p->p_memsz)
			return lw_fail(err, LW_E_INTERNAL, "the segment at %#llx would be lost",
				       (unsigned long long)p->p_vaddr);
	}
	return true;
}

bool lw_elf_shows(struct lw_elf_work *w, const struct lw_source *after, const struct lw_image *now,
		  struct lw_error *err) {
	struct lw_elf_reader r;
	LW_TRY(lw_elf_reader_init(&r, after, w->e->a, err));
	lw_elf_reader_of(&r, now);
	LW_TRY(lw_elf_strings_open(&r, err));
	if (!same_text(now->interp, w->interp))
		return wrong(err, "the interpreter", now->interp, w->interp);
	if (memcmp(now->elf->ident, w->ident, sizeof w->ident) != 0 || now->elf->ehdr.e_entry != w->elf->ehdr.e_entry)
		return lw_fail(err, LW_E_INTERNAL, "the file header would differ");
	LW_TRY(same_tags(w, &r, now->elf, err) && same_asked(w, now->elf, err) && same_segments(w, now->elf, err));
	bool can = false;
	LW_TRY(untouched_symbols(w, after, &r, &can, err));
	return can || same_symbols(w, after, now, err);
}
