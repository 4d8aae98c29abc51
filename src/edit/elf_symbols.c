/* SPDX-License-Identifier: Apache-2.0 */
/* New names for dynamic symbols. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_rehash.h"
#include "names/elf_numbers.h"

const struct lw_elf_rename *lw_elf_renamed(const struct lw_elf_work *w, uint64_t symbol) {
	const uint32_t at = w->rename_of == NULL || symbol > w->n_symbols ? 0 : w->rename_of[symbol];
	return at == 0 ? NULL : &w->renames.at[at - 1];
}

/* NAME, or NAME@VERSION. */
static bool is_called(const struct lw_elf_work *w, size_t i, const char *word) {
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

/* A symbol of a name that it has, or had before another edit. */
struct called {
	size_t symbol; /* without the null one */
	const struct called *next;
};

static bool file_under(struct lw_elf_work *w, struct called *c, size_t symbol, const char *name, struct lw_error *err) {
	*c = (struct called){symbol, lw_map_get(&w->called, name, strlen(name))};
	return lw_map_put(&w->called, w->e->a, name, strlen(name), c, err);
}

static bool file_all(struct lw_elf_work *w, struct lw_error *err) {
	if (w->called.n != 0)
		return true;
	struct called *list = lw_alloc(w->e->a, w->n_symbols, sizeof *list, err);
	for (size_t i = w->n_symbols; list != NULL && i-- > 0;)
		LW_TRY(file_under(w, &list[i], i, w->symbols[i].name, err));
	return list != NULL;
}

struct found {
	size_t *at;
	uint32_t n, cap;
};

/* The symbols that a word is for: what stands before one of its @ may be the name. */
static bool find_called(struct lw_elf_work *w, const char *word, struct found *out, struct lw_error *err) {
	for (size_t n = 0;; n++) {
		if (word[n] != '\0' && word[n] != '@')
			continue;
		for (const struct called *c = lw_map_get(&w->called, word, n); c != NULL; c = c->next) {
			if (!is_called(w, c->symbol, word))
				continue;
			size_t *slot = lw_vec_add(w->e->a, out, err);
			LW_TRY(slot != NULL);
			*slot = c->symbol;
		}
		if (word[n] == '\0')
			return true;
	}
}

static bool is_defined(const struct lw_symbol *s) {
	return s->raw.st_shndx != SHN_UNDEF;
}

static bool name_anew(struct lw_elf_work *w, size_t i, const char *to, struct lw_error *err) {
	struct called *c = lw_alloc(w->e->a, 1, sizeof *c, err);
	LW_TRY(c != NULL && file_under(w, c, i, to, err));
	if (w->rename_of == NULL)
		w->rename_of = lw_alloc(w->e->a, w->n_symbols + 1, sizeof *w->rename_of, err);
	if (w->rename_of == NULL)
		return false;
	if (w->rename_of[i + 1] != 0) {
		w->renames.at[w->rename_of[i + 1] - 1].to = to;
		return true;
	}
	struct lw_elf_rename *r = lw_vec_add(w->e->a, &w->renames, err);
	if (r == NULL)
		return false;
	*r = (struct lw_elf_rename){.symbol = (uint32_t)(i + 1), .to = to};
	w->rename_of[i + 1] = w->renames.n;
	uint64_t *slot = lw_vec_add(w->e->a, &w->dropped, err);
	if (slot != NULL)
		*slot = w->symbols[i].raw.st_name;
	return slot != NULL;
}

bool lw_elf_do_rename_symbol(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	struct found old = {0}, new = {0};
	bool defines = false, defined = false;
	if (edit->to[0] == '\0' || strchr(edit->to, '@') != NULL)
		return lw_fail(err, LW_E_USAGE,
			       "--rename-symbol takes OLD=NEW; NEW is a name without a version, not '%s'", edit->to);
	LW_TRY(lw_elf_work_symbols(w, err) && file_all(w, err));
	LW_TRY(find_called(w, edit->what, &old, err) && find_called(w, edit->to, &new, err));
	for (uint32_t i = 0; i < new.n; i++)
		defined |= is_defined(&w->symbols[new.at[i]]);
	for (uint32_t i = 0; i < old.n; i++)
		defines |= is_defined(&w->symbols[old.at[i]]) && !is_called(w, old.at[i], edit->to);
	if (defines && defined)
		return lw_fail(err, LW_E_UNSUPPORTED, "defines both %s and %s; one name cannot stand for two things",
			       edit->what, edit->to);
	if (strcmp(edit->what, edit->to) == 0 && old.n != 0)
		return true;
	for (uint32_t i = 0; i < old.n; i++)
		LW_TRY(name_anew(w, old.at[i], edit->to, err));
	if (old.n != 0)
		return lw_editing_change(w->e, err, "symbol: %s -> %s", edit->what, edit->to);
	return new.n != 0 || w->e->opts.lenient || lw_fail(err, LW_E_NOT_FOUND, "has no dynamic symbol %s", edit->what);
}

/* The symbol table with the new names, in the new order. */
static bool build_table(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSYM);
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64);
	struct lw_span old;
	uint8_t *bytes = NULL;
	LW_TRY(lw_elf_unit_view(w, u, &old, err) && lw_elf_unit_read(w, u, &bytes, err));
	for (uint64_t i = 0; i <= w->n_symbols; i++) {
		const uint64_t from = w->order == NULL ? i : w->order[i];
		const struct lw_elf_rename *r = lw_elf_renamed(w, from);
		memcpy(bytes + i * size, old.ptr + from * size, (size_t)size);
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
