/* SPDX-License-Identifier: Apache-2.0 */
/* New names for dynamic symbols. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_rehash.h"
#include "names/elf_numbers.h"

const struct lw_elf_rename *lw_elf_renamed(const struct lw_elf_work *w, uint64_t symbol) {
	const uint32_t i = w->rename_of == NULL || symbol > w->n_symbols ? 0 : w->rename_of[symbol];
	return i == 0 ? NULL : &w->renames.at[i - 1];
}

/* Symbols that are or were called so; the list may have some that have got another name since. */
struct namesake {
	uint32_t symbol; /* without the null one counted */
	struct namesake *next;
};

static bool remember(struct lw_elf_work *w, const char *name, uint32_t symbol, struct lw_error *err) {
	struct namesake *one = lw_alloc(w->e->a, 1, sizeof *one, err);
	if (one == NULL)
		return false;
	*one = (struct namesake){symbol, lw_map_get(&w->by_name, name, strlen(name))};
	return lw_map_put(&w->by_name, w->e->a, name, strlen(name), one, err);
}

/* All symbols by their names, once. */
static bool index_names(struct lw_elf_work *w, struct lw_error *err) {
	LW_TRY(lw_elf_work_symbols(w, err));
	if (w->rename_of != NULL)
		return true;
	w->rename_of = lw_alloc(w->e->a, w->n_symbols + 1, sizeof *w->rename_of, err);
	for (size_t i = w->n_symbols; w->rename_of != NULL && i-- > 0;)
		LW_TRY(remember(w, w->symbols[i].name, (uint32_t)i, err));
	return w->rename_of != NULL;
}

/* NAME, or NAME@VERSION. */
static bool is_called(const struct lw_elf_work *w, uint32_t i, const char *word) {
	const struct lw_elf_rename *r = lw_elf_renamed(w, i + 1);
	const char *name = r != NULL ? r->to : w->symbols[i].name, *version = w->symbols[i].version;
	const size_t n = strlen(name);
	if (strncmp(word, name, n) != 0)
		return false;
	if (word[n] == '\0')
		return true;
	while (word[n] == '@' && word[n + 1] == '@')
		word++;
	return word[n] == '@' && version != NULL && strcmp(word + n + 1, version) == 0;
}

/* The next symbol of that name behind at (NULL: the first), or NULL. n: how much of word is the name. */
static struct namesake *next_called(const struct lw_elf_work *w, const char *word, size_t n, struct namesake *at) {
	at = at == NULL ? lw_map_get(&w->by_name, word, n) : at->next;
	while (at != NULL && !is_called(w, at->symbol, word))
		at = at->next;
	return at;
}

static bool is_defined(const struct lw_elf_work *w, const struct namesake *s) {
	return w->symbols[s->symbol].raw.st_shndx != SHN_UNDEF;
}

static bool any_defined(const struct lw_elf_work *w, const char *word, size_t n, bool *any) {
	bool defined = false;
	*any = false;
	for (struct namesake *s = next_called(w, word, n, NULL); s != NULL; s = next_called(w, word, n, s)) {
		*any = true;
		defined |= is_defined(w, s);
	}
	return defined;
}

static bool name_anew(struct lw_elf_work *w, uint32_t i, const char *to, struct lw_error *err) {
	if (w->rename_of[i + 1] != 0) {
		w->renames.at[w->rename_of[i + 1] - 1].to = to;
		return remember(w, to, i, err);
	}
	struct lw_elf_rename *r = lw_vec_add(w->e->a, &w->renames, err);
	uint64_t *slot = r == NULL ? NULL : lw_vec_add(w->e->a, &w->dropped, err);
	if (slot == NULL)
		return false;
	*r = (struct lw_elf_rename){.symbol = i + 1, .to = to};
	*slot = w->symbols[i].raw.st_name;
	w->rename_of[i + 1] = w->renames.n;
	return remember(w, to, i, err);
}

/* All of that name; those that are called so by it are not met again. */
static bool name_all(struct lw_elf_work *w, const struct lw_edit *edit, size_t n, struct lw_error *err) {
	struct namesake *s = next_called(w, edit->what, n, NULL), *next;
	for (; s != NULL; s = next) {
		const uint32_t symbol = s->symbol;
		next = next_called(w, edit->what, n, s);
		LW_TRY(name_anew(w, symbol, edit->to, err));
	}
	return true;
}

bool lw_elf_do_rename_symbol(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	bool any = false, there = false;
	if (edit->to[0] == '\0' || strchr(edit->to, '@') != NULL)
		return lw_fail(err, LW_E_USAGE,
			       "--rename-symbol takes OLD=NEW; NEW is a name without a version, not '%s'", edit->to);
	LW_TRY(index_names(w, err));
	if (strcmp(edit->what, edit->to) == 0)
		return true;
	/* A name may have an @ in itself. */
	size_t n = strlen(edit->what);
	if (next_called(w, edit->what, n, NULL) == NULL)
		n = strcspn(edit->what, "@");
	const bool defines = any_defined(w, edit->what, n, &any),
		   defined = any_defined(w, edit->to, strlen(edit->to), &there);
	if (defines && defined)
		return lw_fail(err, LW_E_UNSUPPORTED, "defines both %s and %s; one name cannot stand for two things",
			       edit->what, edit->to);
	if (any)
		return name_all(w, edit, n, err) &&
			lw_editing_change(w->e, err, "symbol: %s -> %s", edit->what, edit->to);
	return there || w->e->opts.lenient || lw_fail(err, LW_E_NOT_FOUND, "has no dynamic symbol %s", edit->what);
}

/* The symbol table with the new names, in the new order. */
static bool build_table(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSYM);
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64);
	uint8_t *old = NULL, *bytes = lw_alloc(w->e->a, (size_t)u->size, 1, err);
	if (bytes == NULL || !lw_elf_unit_read(w, u, &old, err))
		return false;
	memcpy(bytes, old, (size_t)u->size);
	for (uint64_t i = 0; i <= w->n_symbols; i++) {
		const uint64_t from = w->order == NULL ? i : w->order[i];
		const struct lw_elf_rename *r = lw_elf_renamed(w, from);
		memcpy(bytes + i * size, old + from * size, (size_t)size);
		if (r != NULL)
			lw_store_uint(bytes + i * size, 4, w->big, lw_elf_strings_offset(w, r->to));
	}
	u->bytes = (struct lw_span){bytes, u->size};
	return true;
}

/* Version indices stand beside their symbols. */
static bool reorder_versions(struct lw_elf_work *w, struct lw_error *err) {
	uint16_t *now =
		w->versym == NULL || w->order == NULL ? NULL : lw_alloc(w->e->a, w->n_symbols + 1, sizeof *now, err);
	if (w->versym == NULL || w->order == NULL)
		return true;
	for (size_t i = 0; now != NULL && i <= w->n_symbols; i++)
		now[i] = w->versym[w->order[i]];
	w->placed_versym = now;
	w->new_versym = true;
	return now != NULL;
}

bool lw_elf_symbols_build(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSYM);
	if (w->renames.n == 0)
		return true;
	if (u == NULL || u->size < (w->n_symbols + 1) * lw_record_size(&lw_rec_sym, w->is64))
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "its dynamic symbols cannot be given other names: their table was not "
			       "found whole");
	return lw_elf_rehash(w, err) && build_table(w, err) && reorder_versions(w, err) && lw_elf_resym(w, err);
}
