/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the install name and of rpaths; those of libraries are in macho_needed.c. */
#include "edit/macho.h"

#include <string.h>

#include "base/fail.h"
#include "format/macho_records.h"
#include "names/macho_numbers.h"

typedef bool edit_fn(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err);

static bool not_empty(const struct lw_edit *edit, const char *text, struct lw_error *err) {
	return text[0] != '\0' ||
		lw_fail(err, LW_E_USAGE, "--%s needs a name that is not empty", lw_edit_word(edit->kind));
}

/* The install name; n where there is none. */
static uint32_t find_id(const struct mo_slice *s) {
	return lw_mo_find(s, 0, LC_ID_DYLIB, NULL);
}

static bool no_id(const struct mo_slice *s, const struct lw_edit *edit, struct lw_error *err) {
	return lw_fail(err, LW_E_UNSUPPORTED, "%s--%s is about the install name, which only a dylib has", s->who,
		       lw_edit_word(edit->kind));
}

static bool set_id(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	const uint32_t i = find_id(s);
	LW_TRY(not_empty(edit, edit->what, err));
	*hit = true;
	if (i == s->commands.n)
		return s->e->opts.lenient || no_id(s, edit, err);
	const char *old = lw_mo_text(s, i);
	LW_TRY(lw_mo_set_text(s, i, edit->what, err));
	return strcmp(old, edit->what) == 0 ||
		lw_editing_change(s->e, err, "%sinstall name: %s -> %s", s->who, old, edit->what);
}

static bool set_version(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	const uint32_t i = find_id(s);
	*hit = true;
	return i == s->commands.n ? no_id(s, edit, err) : lw_mo_set_versions(s, edit, i, edit->what, err);
}

static uint32_t find_rpath(const struct mo_slice *s, const char *text) {
	return lw_mo_find(s, 0, LC_RPATH, text);
}

static bool insert_rpath(struct mo_slice *s, uint32_t at, const char *text, struct lw_error *err) {
	const uint32_t offset = 0;
	return lw_mo_insert(s, at, LC_RPATH, &offset, 1, text, err) &&
		lw_editing_change(s->e, err, "%srpath: + %s", s->who, text);
}

/* Behind all other commands, where Apple's and LLVM's install_name_tool put it. */
static bool add_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	*hit = true;
	LW_TRY(not_empty(edit, edit->what, err));
	return find_rpath(s, edit->what) < s->commands.n || insert_rpath(s, s->commands.n, edit->what, err);
}

/* Before all other commands, as llvm-install-name-tool -prepend_rpath: only the order of the rpaths counts. One that
 * is there already comes to the front. */
static bool prepend_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	const uint32_t i = find_rpath(s, edit->what);
	*hit = true;
	LW_TRY(not_empty(edit, edit->what, err));
	if (i < s->commands.n && i == find_rpath(s, NULL))
		return true;
	if (i < s->commands.n)
		lw_mo_remove(s, i);
	return insert_rpath(s, 0, edit->what, err);
}

static bool drop_rpath(struct mo_slice *s, uint32_t i, struct lw_error *err) {
	const char *text = lw_mo_text(s, i);
	lw_mo_remove(s, i);
	return lw_editing_change(s->e, err, "%srpath: - %s", s->who, text == NULL ? "" : text);
}

/* Every one of that name: dyld of SDKs from macOS 15 on refuses a file that has one twice. */
static bool remove_all(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	for (uint32_t i; (i = find_rpath(s, edit->what)) < s->commands.n; *hit = true)
		LW_TRY(drop_rpath(s, i, err));
	return true;
}

/* install_name_tool takes out the first of them, and is called again for the next. */
static bool remove_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	const uint32_t i = find_rpath(s, edit->what);
	if (!s->e->opts.lenient || i == s->commands.n)
		return remove_all(s, edit, hit, err);
	*hit = true;
	return drop_rpath(s, i, err);
}

static bool clear_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	(void)edit;
	*hit = true;
	for (uint32_t i; (i = find_rpath(s, NULL)) < s->commands.n;)
		LW_TRY(drop_rpath(s, i, err));
	return true;
}

/* Where the new one is there already the old one only goes. */
static bool replace_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	LW_TRY(not_empty(edit, edit->to, err));
	const bool there = find_rpath(s, edit->to) < s->commands.n;
	*hit |= there;
	if (strcmp(edit->what, edit->to) == 0)
		return true;
	if (there)
		return remove_all(s, edit, hit, err);
	const uint32_t i = find_rpath(s, edit->what);
	if (i == s->commands.n)
		return true;
	*hit = true;
	LW_TRY(lw_mo_set_text(s, i, edit->to, err));
	LW_TRY(lw_editing_change(s->e, err, "%srpath: %s -> %s", s->who, edit->what, edit->to));
	return remove_all(s, edit, hit, err);
}

/* One entry of the list: the next command takes it, or a new one behind all. */
static bool take_entry(struct mo_slice *s, uint32_t *at, const char *text, struct lw_error *err) {
	const uint32_t i = lw_mo_find(s, *at, LC_RPATH, NULL);
	*at = i + 1;
	if (i == s->commands.n)
		return insert_rpath(s, i, text, err);
	const char *old = lw_mo_text(s, i);
	LW_TRY(lw_mo_set_text(s, i, text, err));
	return strcmp(old, text) == 0 || lw_editing_change(s->e, err, "%srpath: %s -> %s", s->who, old, text);
}

/* A list with colons takes the place of all. */
static bool set_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	uint32_t at = 0;
	*hit = true;
	for (const char *from = edit->what; *from != '\0';) {
		const size_t n = strcspn(from, ":");
		const char *text = lw_strndup(s->e->a, from, n, err);
		LW_TRY(text != NULL);
		if (n != 0)
			LW_TRY(take_entry(s, &at, text, err));
		from += n + (from[n] == ':');
	}
	for (uint32_t i; (i = lw_mo_find(s, at, LC_RPATH, NULL)) < s->commands.n;)
		LW_TRY(drop_rpath(s, i, err));
	return true;
}

static bool shrink_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	(void)edit;
	*hit = true;
	return lw_mo_shrink(s, err);
}

/* Asked for by the shrinking itself. */
static bool allow_rpath(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	*hit = true;
	for (size_t i = 0; i < s->e->n_edits; i++)
		if (s->e->edits[i].kind == LW_EDIT_SHRINK_RPATH)
			return true;
	return lw_fail(err, LW_E_USAGE, "--%s says what --shrink-rpath leaves; give both", lw_edit_word(edit->kind));
}

static bool keep_order(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	(void)s;
	*hit = true;
	return lw_fail(err, LW_E_UNSUPPORTED,
		       "--%s would give libraries of a Mach-O file other numbers, by which its symbols are bound; "
		       "--add-needed puts a library behind the others",
		       lw_edit_word(edit->kind));
}

static const struct {
	enum lw_edit_kind kind;
	edit_fn *fn;
} rows[] = {
	{LW_EDIT_SET_SONAME, set_id},
	{LW_EDIT_SET_VERSION, set_version},
	{LW_EDIT_SET_RPATH, set_rpath},
	{LW_EDIT_ADD_RPATH, add_rpath},
	{LW_EDIT_PREPEND_RPATH, prepend_rpath},
	{LW_EDIT_REMOVE_RPATH, remove_rpath},
	{LW_EDIT_REPLACE_RPATH, replace_rpath},
	{LW_EDIT_CLEAR_RPATH, clear_rpath},
	{LW_EDIT_SHRINK_RPATH, shrink_rpath},
	{LW_EDIT_ALLOW_RPATH, allow_rpath},
	{LW_EDIT_PREPEND_NEEDED, keep_order},
	{LW_EDIT_ORDER_NEEDED, keep_order},
	{LW_EDIT_ADD_NEEDED, lw_mo_edit_needed},
	{LW_EDIT_REMOVE_NEEDED, lw_mo_edit_needed},
	{LW_EDIT_REPLACE_NEEDED, lw_mo_edit_needed},
	{LW_EDIT_NEEDED_VERSION, lw_mo_edit_needed},
};

static bool edit_one(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].kind == edit->kind)
			return rows[i].fn(s, edit, hit, err);
	return lw_editing_refuse(edit, "a Mach-O", err);
}

/* As install_name_tool is told of it, one directory may have a colon in its name. */
static bool takes_list(const struct mo_slice *s, const struct lw_edit *edit) {
	const bool is_one = edit->kind == LW_EDIT_ADD_RPATH || edit->kind == LW_EDIT_PREPEND_RPATH ||
		edit->kind == LW_EDIT_REMOVE_RPATH;
	return is_one && !s->e->opts.lenient && strchr(edit->what, ':') != NULL;
}

/* Each directory of a list with colons; where each comes before all others, from the last one on. */
static bool edit_each(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	const bool back = edit->kind == LW_EDIT_PREPEND_RPATH;
	LW_VEC(const char *) dirs = {0};
	for (const char *at = edit->what; *at != '\0'; at += *at == ':') {
		const size_t n = strcspn(at, ":");
		const char **slot = n == 0 ? NULL : lw_vec_add(s->e->a, &dirs, err);
		if (slot != NULL)
			*slot = lw_strndup(s->e->a, at, n, err);
		LW_TRY(n == 0 || (slot != NULL && *slot != NULL));
		at += n;
	}
	for (uint32_t i = 0; i < dirs.n; i++) {
		const struct lw_edit one = {.kind = edit->kind, .what = dirs.at[back ? dirs.n - 1 - i : i]};
		LW_TRY(edit_one(s, &one, hit, err));
	}
	return true;
}

bool lw_mo_edit(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	return takes_list(s, edit) ? edit_each(s, edit, hit, err) : edit_one(s, edit, hit, err);
}

bool lw_mo_not_found(struct lw_editing *e, const struct lw_edit *edit, struct lw_error *err) {
	const bool rpath = edit->kind == LW_EDIT_REMOVE_RPATH || edit->kind == LW_EDIT_REPLACE_RPATH;
	if (edit->kind == LW_EDIT_REMOVE_RPATH || edit->kind == LW_EDIT_REMOVE_NEEDED)
		return lw_editing_warn(e, err, "%s is not %s: nothing to remove", edit->what,
				       rpath ? "in the search path" : "needed");
	return lw_fail(err, LW_E_NOT_FOUND, "has no %s '%s' for --%s; linkwright otool -l shows those that it has",
		       rpath ? "rpath" : "library", edit->what, lw_edit_word(edit->kind));
}
