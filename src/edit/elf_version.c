/* SPDX-License-Identifier: Apache-2.0 */
/* Versions that are asked of libraries: made weak, taken out, exchanged; and symbols that are bound without one. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

#define INDEX_BITS 0x7fff

/* VERSION, or FILE:VERSION. */
static bool fits(const struct lw_elf_asked *a, const char *word) {
	const char *colon = strchr(word, ':');
	const size_t n = colon == NULL ? 0 : (size_t)(colon - word);
	if (a->gone || (colon != NULL && (strlen(a->file) != n || memcmp(a->file, word, n) != 0)))
		return false;
	return strcmp(a->version, colon == NULL ? word : colon + 1) == 0;
}

/* ld.so goes on without a weak version that is not there (glibc elf/dl-version.c, match_symbol). */
static bool weaken(struct lw_elf_work *w, struct lw_elf_asked *a, struct lw_error *err) {
	if ((a->flags & VER_FLG_WEAK) != 0)
		return true;
	a->flags |= VER_FLG_WEAK;
	w->new_asked = true;
	return lw_editing_change(w->e, err, "version need: %s of %s is weak", a->version, a->file);
}

static bool is_needed(const struct lw_elf_work *w, const char *file) {
	for (uint32_t i = 0; i < w->tags.n; i++)
		if (w->tags.at[i].tag == DT_NEEDED && strcmp(w->tags.at[i].text, file) == 0)
			return true;
	return false;
}

/* VERSION, or FILE:VERSION; ld.so stops where the file is not loaded (glibc elf/dl-version.c). */
static bool exchange(struct lw_elf_work *w, struct lw_elf_asked *a, const char *to, struct lw_error *err) {
	const char *colon = strchr(to, ':');
	if (to[0] == '\0' || (colon != NULL && colon[1] == '\0'))
		return lw_fail(err, LW_E_USAGE, "--replace-version takes OLD=NEW, and NEW names no version");
	LW_TRY(lw_editing_change(w->e, err, "version need: %s of %s -> %s", a->version, a->file, to));
	if (colon != NULL && colon != to) {
		a->file = lw_strndup(w->e->a, to, (size_t)(colon - to), err);
		a->file_str = LW_ELF_NO_STRING;
		if (a->file == NULL)
			return false;
		if (!is_needed(w, a->file))
			return lw_fail(err, LW_E_NOT_FOUND, "does not need %s, which --replace-version names", a->file);
	}
	a->version = colon == NULL ? to : colon + 1;
	a->version_str = LW_ELF_NO_STRING;
	w->new_asked = true;
	return true;
}

static bool take_out(struct lw_elf_work *w, uint32_t at, struct lw_error *err) {
	const struct lw_elf_asked *a = &w->asked.at[at];
	return lw_editing_change(w->e, err, "version need: - %s of %s", a->version, a->file) &&
		lw_editing_warn(w->e, err, "what was bound to %s of %s is bound to any version from now on", a->version,
				a->file) &&
		lw_elf_asked_drop(w, at, err);
}

static bool has(const struct lw_elf_work *w, const char *word) {
	for (uint32_t i = 0; i < w->asked.n; i++)
		if (fits(&w->asked.at[i], word))
			return true;
	return false;
}

bool lw_elf_do_version(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const bool there = has(w, edit->what);
	for (uint32_t i = 0; i < w->asked.n; i++) {
		if (!fits(&w->asked.at[i], edit->what))
			continue;
		LW_TRY(edit->kind == LW_EDIT_WEAKEN_VERSION           ? weaken(w, &w->asked.at[i], err)
			       : edit->kind == LW_EDIT_REMOVE_VERSION ? take_out(w, i, err)
								      : exchange(w, &w->asked.at[i], edit->to, err));
	}
	if (there)
		return edit->kind != LW_EDIT_REPLACE_VERSION || lw_elf_asked_merge(w, err);
	if (w->e->opts.lenient || (edit->kind == LW_EDIT_REPLACE_VERSION && has(w, edit->to)))
		return true;
	if (edit->kind == LW_EDIT_REMOVE_VERSION)
		return lw_editing_warn(w->e, err, "the version %s is asked of no library: nothing to remove",
				       edit->what);
	return lw_fail(err, LW_E_NOT_FOUND, "asks no library for the version %s", edit->what);
}

/* A version that has lost its last symbol need not be there. Others never had one: GLIBC_ABI_DT_RELR is asked for by
 * none. */
static bool drop_unused(struct lw_elf_work *w, const bool *lost, struct lw_error *err) {
	for (uint32_t i = 0; i < w->asked.n; i++) {
		const struct lw_elf_asked *a = &w->asked.at[i];
		bool used = a->gone || !lost[a->index & INDEX_BITS];
		for (size_t k = 0; k <= w->n_symbols && !used; k++)
			used = (w->versym[k] & INDEX_BITS) == a->index;
		if (used)
			continue;
		LW_TRY(lw_editing_change(w->e, err, "version need: - %s of %s, which nothing is bound to any more",
					 a->version, a->file));
		LW_TRY(lw_elf_asked_drop(w, i, err));
	}
	return true;
}

bool lw_elf_do_clear_symbol_version(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	bool found = false, changed = false, *lost = lw_alloc(w->e->a, INDEX_BITS + 1, sizeof *lost, err);
	LW_TRY(lost != NULL && lw_elf_work_symbols(w, err));
	for (size_t i = 0; i < w->n_symbols; i++) {
		if (strcmp(w->symbols[i].name, edit->what) != 0)
			continue;
		found = true;
		if (w->versym == NULL || (w->versym[i + 1] & INDEX_BITS) < 2)
			continue;
		lost[w->versym[i + 1] & INDEX_BITS] = true;
		changed = w->new_versym = true;
		w->versym[i + 1] = lw_elf_no_version(w);
	}
	if (changed)
		return lw_editing_change(w->e, err, "symbol %s: without a version", edit->what) &&
			drop_unused(w, lost, err);
	return found || w->e->opts.lenient || lw_fail(err, LW_E_NOT_FOUND, "has no dynamic symbol %s", edit->what);
}
