/* SPDX-License-Identifier: Apache-2.0 */
/* The needed libraries, always together with the versions that are asked of them: ld.so stops at a version need whose
 * file it has not loaded (glibc elf/dl-version.c, _dl_check_map_versions). */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

#define MOST_SHOWN 4

static bool is(const struct lw_elf_tag *t, const char *name) {
	return t->tag == DT_NEEDED && strcmp(t->text, name) == 0;
}

/* The entry of that name, or w->tags.n. */
static uint32_t find(const struct lw_elf_work *w, const char *name) {
	uint32_t i = 0;
	while (i < w->tags.n && !is(&w->tags.at[i], name))
		i++;
	return i;
}

static uint32_t before_first(const struct lw_elf_work *w) {
	for (uint32_t i = 0; i < w->tags.n; i++)
		if (w->tags.at[i].tag == DT_NEEDED)
			return i;
	return 0;
}

static uint32_t behind_last(const struct lw_elf_work *w) {
	for (uint32_t i = w->tags.n; i-- > 0;)
		if (w->tags.at[i].tag == DT_NEEDED)
			return i + 1;
	return 0;
}

static bool check_name(const struct lw_edit *edit, const char *name, struct lw_error *err) {
	return name[0] != '\0' ||
		lw_fail(err, LW_E_USAGE, "--%s needs the name of a library", lw_edit_word(edit->kind));
}

bool lw_elf_do_add_needed(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const bool front = edit->kind == LW_EDIT_PREPEND_NEEDED;
	const struct lw_elf_tag tag = {.tag = DT_NEEDED, .text = edit->what, .fresh = true};
	LW_TRY(check_name(edit, edit->what, err));
	if (w->img->kind == LW_IMAGE_STATIC_PIE)
		return lw_fail(err, LW_E_UNSUPPORTED, "is a static PIE: no loader would load %s for it", edit->what);
	if (find(w, edit->what) != w->tags.n)
		return true;
	return lw_editing_change(w->e, err, "needed: + %s%s", edit->what, front ? ", as the first" : "") &&
		lw_elf_tag_insert(w, front ? before_first(w) : behind_last(w), tag, err);
}

/* "crc32@ZLIB_1.2 … (5 in all)": the symbols whose version is asked of the file. NULL: it could not be told. */
static const char *bound_symbols(struct lw_elf_work *w, const char *file, uint32_t *n, struct lw_error *err) {
	const char *text = "";
	*n = 0;
	if (!lw_elf_work_symbols(w, err))
		return NULL;
	for (size_t i = 0; i < w->n_symbols && w->versym != NULL && text != NULL; i++) {
		const struct lw_symbol *s = &w->symbols[i];
		const struct lw_elf_asked *a = lw_elf_asked_of(w, w->versym[i + 1]);
		if (a == NULL || strcmp(a->file, file) != 0)
			continue;
		if (++*n <= MOST_SHOWN)
			text = lw_sprintf(w->e->a, err, "%s%s%s@%s", text, *n == 1 ? "" : ", ", s->name, a->version);
	}
	if (text == NULL || *n <= MOST_SHOWN)
		return text;
	return lw_sprintf(w->e->a, err, "%s … (%lu in all)", text, (unsigned long)*n);
}

static bool drop_asked(struct lw_elf_work *w, const char *file, bool *any, struct lw_error *err) {
	for (uint32_t i = 0; i < w->asked.n; i++) {
		const struct lw_elf_asked *a = &w->asked.at[i];
		if (a->gone || strcmp(a->file, file) != 0)
			continue;
		*any = true;
		LW_TRY(lw_editing_change(w->e, err, "version need: - %s of %s", a->version, file));
		LW_TRY(lw_elf_asked_drop(w, i, err));
	}
	return true;
}

/* Its versions go too: refused while symbols are bound to them, unless those may be bound to any version. */
static bool drop_versions(struct lw_elf_work *w, const char *file, struct lw_error *err) {
	uint32_t n = 0;
	bool any = false;
	if (!lw_elf_asked_any(w, file))
		return true;
	const char *bound = bound_symbols(w, file, &n, err);
	if (bound == NULL)
		return false;
	if (n != 0 && !w->e->opts.drop_versions)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "versions of %s are still needed: %s; --drop-versions binds them without a version, "
			       "--replace-needed names another library",
			       file, bound);
	LW_TRY(drop_asked(w, file, &any, err));
	return n == 0 || lw_editing_warn(w->e, err, "bound to any version from now on: %s", bound);
}

bool lw_elf_do_remove_needed(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	if (find(w, edit->what) == w->tags.n)
		return w->e->opts.lenient ||
			lw_editing_warn(w->e, err, "%s is not needed: nothing to remove", edit->what);
	LW_TRY(drop_versions(w, edit->what, err));
	for (uint32_t i = w->tags.n; i-- > 0;)
		if (is(&w->tags.at[i], edit->what))
			LW_TRY(lw_elf_tag_remove(w, i, err));
	return lw_editing_change(w->e, err, "needed: - %s", edit->what);
}

static bool rename_asked(struct lw_elf_work *w, const char *old, const char *to, bool *any, struct lw_error *err) {
	for (uint32_t i = 0; i < w->asked.n; i++) {
		struct lw_elf_asked *a = &w->asked.at[i];
		if (a->gone || strcmp(a->file, old) != 0)
			continue;
		a->file = to;
		a->file_str = LW_ELF_NO_STRING;
		w->new_asked = *any = true;
	}
	return !*any || lw_elf_asked_merge(w, err);
}

bool lw_elf_do_replace_needed(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const uint32_t first = find(w, edit->what), other = find(w, edit->to);
	bool has = other != w->tags.n, any = false;
	LW_TRY(check_name(edit, edit->to, err));
	if (strcmp(edit->what, edit->to) == 0)
		return true;
	/* Of two the earlier place counts. */
	if (has && first < other) {
		LW_TRY(lw_elf_tag_remove(w, other, err));
		has = false;
	}
	for (uint32_t i = 0; i < w->tags.n;) {
		if (!is(&w->tags.at[i], edit->what)) {
			i++;
			continue;
		}
		LW_TRY(has ? lw_elf_tag_remove(w, i, err) : lw_elf_tag_text(w, &w->tags.at[i], edit->to, err));
		has = any = true;
	}
	LW_TRY(rename_asked(w, edit->what, edit->to, &any, err));
	if (any)
		return lw_editing_change(w->e, err, "needed: %s -> %s", edit->what, edit->to);
	return has || w->e->opts.lenient ||
		lw_fail(err, LW_E_NOT_FOUND, "does not need %s; what it needs: linkwright tree", edit->what);
}

/* Moves the needed library at index from before the one at index to; what lies between and is no library stays. */
static void move_up(struct lw_elf_work *w, uint32_t from, uint32_t to) {
	const struct lw_elf_tag tag = w->tags.at[from];
	for (uint32_t at = from; at > to;) {
		uint32_t before = at - 1;
		while (before > to && w->tags.at[before].tag != DT_NEEDED)
			before--;
		w->tags.at[at] = w->tags.at[before];
		at = before;
	}
	w->tags.at[to] = tag;
}

/* The libraries of the list first, in its order; those behind them keep theirs. */
bool lw_elf_do_order_needed(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	uint32_t to = before_first(w);
	bool changed = false;
	for (const char *at = edit->what; *at != '\0'; at += at[0] == ':') {
		const size_t n = strcspn(at, ":");
		const char *name = lw_strndup(w->e->a, at, n, err);
		if (name == NULL)
			return false;
		at += n;
		const uint32_t from = find(w, name);
		if (from == w->tags.n)
			return lw_fail(err, LW_E_NOT_FOUND, "does not need %s, which --order-needed names", name);
		while (to < from && w->tags.at[to].tag != DT_NEEDED)
			to++;
		if (from < to)
			continue;
		changed |= from != to;
		move_up(w, from, to++);
	}
	w->new_tags |= changed;
	return !changed || lw_editing_change(w->e, err, "needed: in the order %s", edit->what);
}
