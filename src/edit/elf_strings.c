/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place in the dynamic string table for each new text: where it is already, be it as the end of another string; in
 * bytes that nothing names; or behind the end. Texts that nothing names any more are wiped: build directories and store
 * paths must not live on in a file that does not look there.
 */
#define _GNU_SOURCE
#include <string.h>

#include "base/fail.h"
#include "edit/elf_chains.h"
#include "edit/elf_places.h"
#include "names/elf_numbers.h"

/* More new texts than this are not looked for among the old ones, which is a search each. */
#define MOST_SOUGHT 64

static bool want(struct lw_elf_work *w, const char *text, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	if (lw_map_get(&t->map, text, strlen(text)) != NULL)
		return true;
	struct lw_elf_str **slot = lw_vec_add(w->e->a, &t->list, err);
	struct lw_elf_str *s = slot == NULL ? NULL : lw_alloc(w->e->a, 1, sizeof *s, err);
	if (s == NULL)
		return false;
	*s = (struct lw_elf_str){text, LW_ELF_NO_STRING};
	*slot = s;
	return lw_map_put(&t->map, w->e->a, text, strlen(text), s, err);
}

static bool gather(struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = 0; i < w->tags.n; i++)
		if (w->tags.at[i].fresh)
			LW_TRY(want(w, w->tags.at[i].text, err));
	for (uint32_t i = 0; i < w->asked.n; i++) {
		const struct lw_elf_asked *a = &w->asked.at[i];
		if (!a->gone && a->file_str == LW_ELF_NO_STRING)
			LW_TRY(want(w, a->file, err));
		if (!a->gone && a->version_str == LW_ELF_NO_STRING)
			LW_TRY(want(w, a->version, err));
	}
	for (uint32_t i = 0; i < w->renames.n; i++)
		LW_TRY(want(w, w->renames.at[i].to, err));
	return true;
}

uint64_t lw_elf_strings_offset(const struct lw_elf_work *w, const char *text) {
	const struct lw_elf_str *s = lw_map_get(&w->str.map, text, strlen(text));
	return s == NULL ? 0 : s->off;
}

static bool load(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSTR);
	struct lw_span old;
	uint64_t more = 0;
	if (u == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "has no dynamic string table that could be found by DT_STRTAB and DT_STRSZ");
	for (uint32_t i = 0; i < t->list.n; i++)
		more += strlen(t->list.at[i]->text) + 1;
	LW_TRY(lw_elf_unit_view(w, u, &old, err));
	t->cap = u->size + more + LW_ELF_SPARE_STRINGS;
	t->bytes = lw_alloc_raw(w->e->a, (size_t)t->cap, 1, err);
	if (t->bytes == NULL || !lw_elf_named_open(&t->named, u->size, w->e->a, err))
		return false;
	memcpy(t->bytes, old.ptr, (size_t)old.len);
	memset(t->bytes + old.len, 0, (size_t)(t->cap - old.len));
	t->size = t->n = u->size;
	return true;
}

static void mark(struct lw_elf_table_of_strings *t, uint64_t off) {
	lw_elf_named_set(&t->named, off);
}

static bool mark_link(void *ctx, const struct lw_elf_link *link, struct lw_error *err) {
	(void)err;
	mark(ctx, link->str);
	if (link->file_str != 0)
		mark(ctx, link->file_str);
	return true;
}

static bool mark_symbols(struct lw_elf_work *w, const struct lw_elf_unit *u, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64);
	struct lw_span s;
	struct lw_sym sym;
	LW_TRY(lw_elf_unit_view(w, u, &s, err));
	for (uint64_t i = 0; i < s.len / size; i++)
		if (lw_record_get(&lw_rec_sym, s, i * size, w->is64, w->big, &sym) && lw_elf_renamed(w, i) == NULL)
			mark(&w->str, sym.st_name);
	return true;
}

/* Sections besides the known ones may name strings of the table, and so do prelink's lists of libraries. */
static bool others_name(struct lw_elf_work *w, const struct lw_elf_unit *u) {
	uint64_t index = 0;
	if (lw_elf_tag(w, DT_GNU_LIBLIST) != NULL)
		return true;
	for (uint32_t i = 1; i < w->space.sections.n; i++)
		if (w->space.sections.at[i].raw.sh_addr == u->addr && w->space.sections.at[i].raw.sh_type == SHT_STRTAB)
			index = i;
	for (uint32_t i = 1; index != 0 && i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_link == index && s->sh_type != SHT_DYNSYM && s->sh_type != SHT_DYNAMIC &&
		    s->sh_type != SHT_GNU_verneed && s->sh_type != SHT_GNU_verdef)
			return true;
	}
	return false;
}

/* Marks what is named. *known is false where that cannot be told to the last name: all of it may be. */
static bool mark_all(struct lw_elf_work *w, bool *known, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	const struct lw_elf_unit *sym = lw_elf_unit(w, LW_UNIT_DYNSYM), *def = lw_elf_unit(w, LW_UNIT_VERDEF);
	*known = (sym != NULL || lw_elf_tag(w, DT_SYMTAB) == NULL) &&
		(def != NULL || lw_elf_tag(w, DT_VERDEF) == NULL) && !others_name(w, lw_elf_unit(w, LW_UNIT_DYNSTR));
	if (!*known)
		return true;
	mark(t, 0);
	if (sym != NULL)
		LW_TRY(mark_symbols(w, sym, err));
	if (def != NULL)
		LW_TRY(lw_elf_chain_each(w, false, def->off, def->size, mark_link, t, err));
	for (uint32_t i = 0; i < w->asked.n; i++) {
		const struct lw_elf_asked *a = &w->asked.at[i];
		if (!a->gone && a->file_str != LW_ELF_NO_STRING)
			mark(t, a->file_str);
		if (!a->gone && a->version_str != LW_ELF_NO_STRING)
			mark(t, a->version_str);
	}
	for (uint32_t i = 0; i < w->tags.n; i++)
		if (w->tags.at[i].text != NULL && !w->tags.at[i].fresh)
			mark(t, w->tags.at[i].val);
	return true;
}

static bool seek(struct lw_elf_work *w, struct lw_elf_str *s, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	const uint64_t n = strlen(s->text) + 1;
	const uint8_t *at = memmem(t->bytes, (size_t)t->size, s->text, (size_t)n);
	if (at == NULL)
		return true;
	s->off = (uint64_t)(at - t->bytes);
	mark(t, s->off);
	return lw_elf_gap_take(&t->named, s->off, n, w->e->a, err);
}

static bool note(struct lw_elf_work *w, struct lw_elf_ranges *list, uint64_t off, uint64_t len, struct lw_error *err) {
	struct lw_elf_range *r = lw_vec_add(w->e->a, list, err);
	if (r != NULL)
		*r = (struct lw_elf_range){off, len};
	return r != NULL;
}

static bool put(struct lw_elf_work *w, struct lw_elf_str *s, bool search_free, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	const uint64_t n = strlen(s->text) + 1;
	/* A last string that ends behind the table must not become one with a new one. */
	const uint64_t apart = t->n == t->size && t->size != 0 && t->bytes[t->size - 1] != 0 ? 1 : 0;
	uint64_t at = t->n + apart;
	const bool in = search_free && lw_elf_gap_of(&t->named, n, &at);
	memcpy(t->bytes + at, s->text, (size_t)n);
	s->off = at;
	if (in)
		return lw_elf_gap_take(&t->named, at, n, w->e->a, err) && note(w, &t->touched, at, n, err);
	t->n += apart + n;
	return true;
}

/* Where the part of a dropped string ends that is nobody's: where another name begins within it, if at all. */
static uint64_t end_of_dropped(const struct lw_elf_table_of_strings *t, uint64_t off) {
	const uint8_t *before = memrchr(t->bytes, 0, (size_t)off),
		      *end = memchr(t->bytes + off, 0, (size_t)(t->size - off));
	const uint64_t start = before == NULL ? 0 : (uint64_t)(before - t->bytes) + 1;
	if (lw_elf_named_in(&t->named, start, off) != off)
		return off;
	return lw_elf_named_in(&t->named, off, end == NULL ? t->size : (uint64_t)(end - t->bytes));
}

static bool wipe(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	for (uint32_t i = 0; i < w->dropped.n; i++) {
		const uint64_t from = w->dropped.at[i], to = from < t->size ? end_of_dropped(t, from) : from;
		if (to == from)
			continue;
		memset(t->bytes + from, 0, (size_t)(to - from));
		LW_TRY(note(w, &t->touched, from, to - from, err) && note(w, &t->wiped, from, to - from, err));
	}
	return true;
}

bool lw_elf_strings_plan(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	LW_TRY(gather(w, err));
	if (t->list.n == 0 && w->dropped.n == 0)
		return true;
	bool known = false;
	LW_TRY(load(w, err) && mark_all(w, &known, err));
	LW_TRY(!known || lw_elf_gaps_find(&t->named, (struct lw_span){t->bytes, t->size}, w->e->a, err));
	const bool few = t->list.n <= MOST_SOUGHT;
	for (uint32_t i = 0; few && i < t->list.n; i++)
		LW_TRY(seek(w, t->list.at[i], err));
	LW_TRY(!known || wipe(w, err));
	for (uint32_t i = 0; i < t->list.n; i++)
		if (t->list.at[i]->off == LW_ELF_NO_STRING)
			LW_TRY(put(w, t->list.at[i], few, err));
	return true;
}
