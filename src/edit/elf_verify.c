/* SPDX-License-Identifier: Apache-2.0 */
/* Does the new file, read by the same reader as every file, show what was asked and nothing else? */
#define _GNU_SOURCE
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "edit/elf_work.h"
#include "format/elf_parse.h"
#include "names/elf_names.h"
#include "names/elf_numbers.h"

#define STEP ((uint64_t)4096) /* bytes of a table that are compared together */

static bool wrong(struct lw_error *err, const char *what, const char *has, const char *should) {
	return lw_fail(err, LW_E_INTERNAL, "%s would be %s and not %s", what, has == NULL ? "none" : has,
		       should == NULL ? "none" : should);
}

/* What an entry should say that names no string: where its table is now. */
static uint64_t value_of(struct lw_elf_work *w, const struct lw_elf_tag *t, uint64_t now) {
	const struct lw_elf_unit *u = lw_elf_unit_of_tag(w, t->tag);
	if (u != NULL)
		return u->moves ? u->to_addr : t->val;
	u = t->tag == DT_STRSZ ? lw_elf_unit(w, LW_UNIT_DYNSTR) : NULL;
	if (u != NULL)
		return lw_elf_any_moves(w) || w->new_tags ? u->to_size : t->val;
	/* That it leads to its place is a rule on every file (elf_sound_tags.c). */
	return t->tag == DT_MIPS_RLD_MAP_REL && w->img->machine == EM_MIPS ? now : t->val;
}

static bool same_tags(struct lw_elf_work *w, struct lw_elf_reader *r, const struct lw_elf *now, struct lw_error *err) {
	if (now->n_dyns != w->tags.n)
		return lw_fail(err, LW_E_INTERNAL, "the dynamic section would have %lu entries and not %lu",
			       (unsigned long)now->n_dyns, (unsigned long)w->tags.n);
	for (uint32_t i = 0; i < w->tags.n; i++) {
		const struct lw_elf_tag *t = &w->tags.at[i];
		const struct lw_dyn *d = &now->dyns[i];
		const char *text = NULL, *name = lw_elf_dyn_name(t->tag);
		if (d->d_tag != t->tag || (t->text == NULL && d->d_val != value_of(w, t, d->d_val)))
			return lw_fail(err, LW_E_INTERNAL, "dynamic entry %lu (%s) would differ", (unsigned long)i,
				       name == NULL ? "?" : name);
		if (t->text == NULL)
			continue;
		LW_TRY(lw_elf_name(r, (struct lw_elf_ref){name, now->dynamic_off, d->d_val}, &text, err));
		if (!lw_same_text(text, t->text))
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
		if (v == NULL || !lw_same_text(v->file, a->file) || !lw_same_text(v->version, a->version) ||
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
		if (!lw_same_text(list[i].name, name))
			return wrong(err, "a symbol", list[i].name, name);
		if (!lw_same_text(list[i].version, version_of(w, old, was)))
			return wrong(err, name, list[i].version, version_of(w, old, was));
		if (list[i].raw.st_info != was->raw.st_info || list[i].raw.st_size != was->raw.st_size ||
		    list[i].raw.st_shndx != was->raw.st_shndx || list[i].raw.st_value != was->raw.st_value ||
		    list[i].raw.st_other != was->raw.st_other)
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
		(lw_elf_unit_view(w, u, was, err) && lw_source_view(after, at.off, u->size, w->e->a, is, err));
}

static bool same_bytes(struct lw_span x, struct lw_span y) {
	return x.len == y.len && (x.len == 0 || x.ptr == y.ptr || memcmp(x.ptr, y.ptr, (size_t)x.len) == 0);
}

/* The string that has a byte at i is another one. Nothing behind the last range's end is looked at twice. */
static bool add_other(struct lw_arena *a, struct lw_span was, uint64_t i, struct lw_elf_ranges *out,
		      struct lw_error *err) {
	struct lw_elf_range *last = out->n == 0 ? NULL : &out->at[out->n - 1];
	const uint64_t end = last == NULL ? 0 : last->off + last->len;
	const uint8_t *before = i == end ? NULL : memrchr(was.ptr + end, 0, (size_t)(i - end));
	if (last != NULL && before == NULL) {
		last->len = i + 1 - last->off;
		return true;
	}
	struct lw_elf_range *r = lw_vec_add(a, out, err);
	if (r == NULL)
		return false;
	r->off = before == NULL ? 0 : (uint64_t)(before - was.ptr) + 1;
	r->len = i + 1 - r->off;
	return true;
}

/* Where a string of one table has to begin to be another one in the other. Most of a table is the same, and is compared
 * in steps. */
static bool other_strings(struct lw_arena *a, struct lw_span was, struct lw_span is, struct lw_elf_ranges *out,
			  struct lw_error *err) {
	const uint64_t both = was.len < is.len ? was.len : is.len;
	for (uint64_t at = 0, n; at < was.len; at += n) {
		n = was.len - at < STEP ? was.len - at : STEP;
		if (lw_range_fits(at, n, both) && memcmp(was.ptr + at, is.ptr + at, (size_t)n) == 0)
			continue;
		for (uint64_t i = at; i < at + n; i++)
			LW_TRY((i < both && was.ptr[i] == is.ptr[i]) || add_other(a, was, i, out, err));
	}
	return true;
}

static bool is_other(const struct lw_elf_ranges *list, uint64_t off) {
	uint32_t low = 0, high = list->n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (off >= list->at[mid].off + list->at[mid].len)
			low = mid + 1;
		else
			high = mid;
	}
	return low < list->n && off >= list->at[low].off;
}

/* Where no edit is about symbols, their table stays byte for byte, and so does every name in it. */
static bool untouched_symbols(struct lw_elf_work *w, const struct lw_source *after, const struct lw_elf_reader *r,
			      bool *can, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64);
	struct lw_span syms, now, names, now_names;
	struct lw_elf_ranges others = {NULL, 0, 0};
	struct lw_sym sym;
	bool has_syms, has_names;
	*can = w->renames.n == 0 && !w->new_versym && !w->new_asked;
	if (!*can)
		return true;
	LW_TRY(view_both(w, after, r, LW_UNIT_DYNSYM, &syms, &now, &has_syms, err) &&
	       view_both(w, after, r, LW_UNIT_DYNSTR, &names, &now_names, &has_names, err));
	*can = has_syms && has_names && same_bytes(syms, now);
	LW_TRY(!*can || other_strings(w->e->a, names, now_names, &others, err));
	for (uint64_t i = 1; others.n != 0 && i < syms.len / size; i++)
		if (lw_record_get(&lw_rec_sym, syms, i * size, w->is64, w->big, &sym) &&
		    is_other(&others, sym.st_name) && lw_span_cstr(names, sym.st_name) != NULL)
			return wrong(err, "a symbol", lw_span_cstr(now_names, sym.st_name),
				     lw_span_cstr(names, sym.st_name));
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
		    now->phdrs[k].p_filesz < p->p_filesz || now->phdrs[k].p_memsz < p->p_memsz ||
		    now->phdrs[k].p_align != p->p_align || now->phdrs[k].p_paddr != p->p_paddr)
			return lw_fail(err, LW_E_INTERNAL, "the segment at %#llx would be lost",
				       (unsigned long long)p->p_vaddr);
		k++; /* empty ones may have the address of the next */
	}
	return true;
}

/* Headers of what no edit is about: PT_TLS, PT_GNU_RELRO, PT_GNU_EH_FRAME … */
static bool is_foreign(const struct lw_elf_work *w, const struct lw_phdr *p) {
	switch (p->p_type) {
	case PT_GNU_RELRO:
		return !is_vacated(w, p->p_vaddr);
	case PT_NULL:
	case PT_LOAD:
	case PT_PHDR:
	case PT_INTERP:
	case PT_DYNAMIC:
	case PT_NOTE:
	case PT_GNU_PROPERTY:
	case PT_MIPS_ABIFLAGS:
	case PT_MIPS_REGINFO:
	case PT_MIPS_OPTIONS:
	case PT_GNU_STACK:
		return false;
	default:
		return true;
	}
}

static uint32_t next_foreign(const struct lw_elf_work *w, const struct lw_elf *elf, uint32_t at) {
	while (at < elf->n_phdrs && !is_foreign(w, &elf->phdrs[at]))
		at++;
	return at;
}

static bool same_headers(const struct lw_elf_work *w, const struct lw_elf *now, struct lw_error *err) {
	struct lw_ehdr was = w->elf->ehdr, is = now->ehdr;
	was.e_phoff = is.e_phoff; /* those that an edit may change */
	was.e_phnum = is.e_phnum;
	was.e_shoff = is.e_shoff;
	if (memcmp(now->ident, w->ident, sizeof w->ident) != 0 || memcmp(&was, &is, sizeof was) != 0)
		return lw_fail(err, LW_E_INTERNAL, "the file header would differ");
	bool ok = now->n_phdrs == w->phdrs.n;
	for (uint32_t n = 0; ok && n < w->phdrs.n; n++)
		ok = memcmp(&w->phdrs.at[n], &now->phdrs[n], sizeof now->phdrs[n]) == 0;
	if (!ok)
		return lw_fail(err, LW_E_INTERNAL, "the program headers would not be those that were meant");
	uint32_t i = next_foreign(w, w->elf, 0), k = next_foreign(w, now, 0);
	for (; i < w->elf->n_phdrs && k < now->n_phdrs;
	     i = next_foreign(w, w->elf, i + 1), k = next_foreign(w, now, k + 1))
		if (memcmp(&w->elf->phdrs[i], &now->phdrs[k], sizeof now->phdrs[k]) != 0)
			break;
	return (i == w->elf->n_phdrs && k == now->n_phdrs) ||
		lw_fail(err, LW_E_INTERNAL, "a program header that no edit is about would differ");
}

/* Is the content of such a unit the same wherever it goes? */
static bool is_kept(const struct lw_elf_work *w, enum lw_elf_unit_kind kind) {
	switch (kind) {
	case LW_UNIT_NOTE:
	case LW_UNIT_MARK:
	case LW_UNIT_VERDEF:
		return true;
	case LW_UNIT_HASH:
	case LW_UNIT_GNU_HASH:
	case LW_UNIT_DYNSYM:
		return w->renames.n == 0;
	case LW_UNIT_VERSYM:
		return w->renames.n == 0 && !w->new_versym;
	case LW_UNIT_VERNEED:
		return !w->new_asked;
	default:
		return false;
	}
}

static bool same_units(struct lw_elf_work *w, const struct lw_source *after, struct lw_error *err) {
	struct lw_span was, is;
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *u = &w->units.at[i];
		if (!u->moves || !is_kept(w, u->kind))
			continue;
		LW_TRY(lw_elf_unit_view(w, u, &was, err) &&
		       lw_source_view(after, u->to_off, u->size, w->e->a, &is, err));
		if (!same_bytes(was, is))
			return lw_fail_at(err, LW_E_INTERNAL, u->to_off, "the %s would differ", u->what);
	}
	return true;
}

/* A section that is of a unit may have moved and grown with it; all else that sections say stays. */
static bool same_sections(const struct lw_elf_work *w, const struct lw_source *after, const struct lw_image *now,
			  struct lw_error *err) {
	struct lw_elf_space sp = {.img = now, .src = after, .a = w->e->a};
	LW_TRY(lw_elf_read_sections(&sp, err));
	bool ok = sp.sections.n == w->space.sections.n;
	for (uint32_t i = 1; ok && i < sp.sections.n; i++) {
		struct lw_shdr was = w->space.sections.at[i].raw, is = sp.sections.at[i].raw;
		if (lw_elf_unit_holding(w, was.sh_offset, was.sh_size) != NULL ||
		    lw_elf_unit_of_section(w, &was) != NULL ||
		    (was.sh_size == 0 && is.sh_size == 0 && w->vacated.n != 0)) {
			was.sh_addr = is.sh_addr;
			was.sh_offset = is.sh_offset;
			was.sh_size = is.sh_size;
			if ((was.sh_flags & ~is.sh_flags) == SHF_EXECINSTR)
				was.sh_flags = is.sh_flags;
		}
		if (was.sh_type == SHT_GNU_verneed && w->new_asked)
			was.sh_info = is.sh_info;
		ok = memcmp(&was, &is, sizeof was) == 0;
	}
	return ok || lw_fail(err, LW_E_INTERNAL, "the sections would be others");
}

bool lw_elf_shows(struct lw_elf_work *w, const struct lw_source *after, const struct lw_image *now,
		  struct lw_error *err) {
	struct lw_elf_reader r;
	LW_TRY(lw_elf_reader_init(&r, after, w->e->a, err));
	lw_elf_reader_of(&r, now);
	LW_TRY(lw_elf_strings_open(&r, err));
	if (!lw_same_text(now->interp, w->interp))
		return wrong(err, "the interpreter", now->interp, w->interp);
	LW_TRY(same_headers(w, now->elf, err) && same_tags(w, &r, now->elf, err) && same_asked(w, now->elf, err) &&
	       same_segments(w, now->elf, err) && same_units(w, after, err) && same_sections(w, after, now, err));
	bool can = false;
	LW_TRY(untouched_symbols(w, after, &r, &can, err));
	return can || same_symbols(w, after, now, err);
}
