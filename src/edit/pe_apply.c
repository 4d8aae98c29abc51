/* SPDX-License-Identifier: Apache-2.0 */
/* What each edit means for the names in a PE file. */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/fold.h"
#include "base/map.h"
#include "base/path.h"
#include "edit/pe_edit.h"

#define LONGEST_NAME 255 /* of a file ("Naming Files, Paths, and Namespaces") */
#define MOST_LISTED 8
#define MOST_LINES 200

/* Names go through the file system of Windows ("Naming Files, Paths, and Namespaces"); paths are allowed. */
static bool check_name(const struct lw_edit *edit, const char *name, struct lw_error *err) {
	const size_t n = strlen(name);
	if (n == 0)
		return lw_fail(err, LW_E_USAGE, "--%s was given an empty name", lw_edit_word(edit->kind));
	if (n > LONGEST_NAME)
		return lw_fail(err, LW_E_USAGE, "--%s was given a name of %lu bytes, and Windows takes %d at most",
			       lw_edit_word(edit->kind), (unsigned long)n, LONGEST_NAME);
	for (const char *c = name; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || strchr("\"<>|?*", *c) != NULL)
			return lw_fail(err, LW_E_USAGE,
				       "--%s was given a name with a character that no file of Windows may have (%#x "
				       "at %ld)",
				       lw_edit_word(edit->kind), (unsigned)(unsigned char)*c, (long)(c - name));
	return true;
}

/* A library that is there may have any name but none. */
static bool check_what(const struct lw_edit *edit, struct lw_error *err) {
	return edit->what[0] != '\0' ||
		lw_fail(err, LW_E_USAGE, "--%s was given an empty name", lw_edit_word(edit->kind));
}

/* The library that a naming asks for; "": none, or it is the own name. */
static const char *asked(struct lw_pe_edit *x, const struct lw_pe_naming *n, struct lw_error *err) {
	if (n->kind == LW_PE_NAMES_FORWARD)
		return lw_pe_forward_library(x->e->a, n->now, err);
	return n->kind == LW_PE_NAMES_ITSELF || n->gone ? "" : n->now;
}

/* A name without a point gets ".dll" ("LoadLibraryW function"). */
static const char *with_ending(const char *name, char *to) {
	const size_t n = strlen(name);
	if (strchr(lw_path_base(name), '.') != NULL || n > LONGEST_NAME)
		return name;
	memcpy(to, name, n);
	memcpy(to + n, ".dll", sizeof ".dll");
	return to;
}

static bool same_library(const char *x, const char *y) {
	char a[LONGEST_NAME + sizeof ".dll"], b[sizeof a];
	return x[0] != '\0' && lw_fold_same(with_ending(x, a), with_ending(y, b));
}

/* In "MODULE.function" the loader gives a module without a point its ending; so it is left out where it can be. */
static const char *forward_to(struct lw_arena *a, const char *forward, const char *to, struct lw_error *err) {
	const size_t n = strlen(to);
	const bool plain = n > 4 && lw_ascii_same(to + n - 4, ".dll") && memchr(to, '.', n - 4) == NULL;
	const char *function = strrchr(forward, '.');
	return lw_sprintf(a, err, "%.*s%s", (int)(plain ? n - 4 : n), to, function);
}

static bool replace(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	bool hit = false, there = false;
	LW_TRY(check_what(edit, err) && check_name(edit, edit->to, err));
	for (uint32_t i = 0; i < x->want.names.n; i++) {
		struct lw_pe_naming *n = &x->want.names.at[i];
		const char *library = asked(x, n, err);
		if (library == NULL)
			return false;
		there |= same_library(library, edit->to);
		if (!same_library(library, edit->what))
			continue;
		hit = true;
		n->now = n->kind == LW_PE_NAMES_FORWARD ? forward_to(x->e->a, n->now, edit->to, err)
							: lw_strdup(x->e->a, edit->to, err);
		LW_TRY(n->now != NULL);
	}
	return hit || there || x->e->opts.lenient ||
		lw_fail(err, LW_E_NOT_FOUND, "no import, delay import or forwarded export names %s", edit->what);
}

static const char *symbol_text(struct lw_arena *a, const struct lw_pe_import *s, struct lw_error *err) {
	return s->name != NULL ? s->name : lw_sprintf(a, err, "#%u", (unsigned)s->hint);
}

/* "f, g, #3 and 4 more" */
static const char *listed(struct lw_pe_edit *x, uint32_t dll, struct lw_error *err) {
	size_t first;
	const size_t n = lw_pe_wants_symbols(&x->want, dll, &first);
	const char *text = "";
	for (size_t i = 0; text != NULL && i < n && i < MOST_LISTED; i++) {
		const char *one = symbol_text(x->e->a, &x->want.imports[first + i], err);
		text = one == NULL ? NULL : lw_sprintf(x->e->a, err, "%s%s%.40s", text, i == 0 ? "" : ", ", one);
	}
	if (text == NULL || n <= MOST_LISTED)
		return text;
	return lw_sprintf(x->e->a, err, "%s and %lu more", text, (unsigned long)(n - MOST_LISTED));
}

static bool remove_dll(struct lw_pe_edit *x, struct lw_pe_naming *n, struct lw_error *err) {
	const struct lw_pe_dll *d = &x->pe.dlls[n->index];
	size_t first;
	const char *symbols = listed(x, n->index, err);
	LW_TRY(symbols != NULL);
	if (d->delay)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "%s is imported with delay (%s); the code holds its descriptor, so it cannot go, and "
			       "it is not loaded before the first call",
			       d->name, symbols[0] == '\0' ? "nothing of it" : symbols);
	if (!d->unused && lw_pe_wants_symbols(&x->want, n->index, &first) != 0)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "%s cannot be removed, as these are imported from it: %s; link the file without them",
			       d->name, symbols);
	n->gone = true;
	return true;
}

static bool remove_one(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	bool there = false;
	LW_TRY(check_what(edit, err));
	for (uint32_t i = 0; i < x->want.names.n; i++) {
		struct lw_pe_naming *n = &x->want.names.at[i];
		const char *library = asked(x, n, err);
		if (library == NULL)
			return false;
		if (!same_library(library, edit->what))
			continue;
		there = true;
		if (n->kind == LW_PE_NAMES_FORWARD)
			return lw_fail(err, LW_E_UNSUPPORTED,
				       "%s cannot be removed, as an export is forwarded to it: %.100s", edit->what,
				       n->now);
		LW_TRY(remove_dll(x, n, err));
	}
	return there || x->e->opts.lenient ||
		lw_editing_warn(x->e, err, "%s is not needed: nothing to remove", edit->what);
}

/* The loader passes over a library of which nothing is imported (docs/loaders/windows.md, "Order of work"), so a new
 * descriptor would need a function of it, which an edit cannot know. */
static bool add_one(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	LW_TRY(check_name(edit, edit->what, err));
	for (uint32_t i = 0; i < x->want.names.n; i++) {
		const struct lw_pe_naming *n = &x->want.names.at[i];
		if (n->kind == LW_PE_NAMES_IMPORT && !n->gone && !x->pe.dlls[n->index].unused &&
		    same_library(n->now, edit->what))
			return true;
	}
	return lw_fail(
		err, LW_E_UNSUPPORTED,
		"%s cannot be added by its name: Windows loads no library of which nothing is imported; link the "
		"file with a function of it, or call LoadLibrary",
		edit->what);
}

static bool name_itself(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	LW_TRY(check_name(edit, edit->what, err));
	if (!x->pe.has_exports)
		return lw_fail(err, LW_E_UNSUPPORTED, "exports nothing, and only an export directory has a name");
	struct lw_pe_naming *n = &x->want.names.at[x->want.names.n - 1];
	n->now = lw_strdup(x->e->a, edit->what, err);
	return n->now != NULL;
}

static bool apply(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	switch (edit->kind) {
	case LW_EDIT_REPLACE_NEEDED:
		return replace(x, edit, err);
	case LW_EDIT_REMOVE_NEEDED:
		return remove_one(x, edit, err);
	case LW_EDIT_ADD_NEEDED:
	case LW_EDIT_PREPEND_NEEDED:
		return add_one(x, edit, err);
	case LW_EDIT_SET_SONAME:
		return name_itself(x, edit, err);
	case LW_EDIT_DEPENDENT_LOAD_FLAGS:
		return lw_pe_want_load_flags(x, edit, err);
	case LW_EDIT_SET_FLAG:
	case LW_EDIT_CLEAR_FLAG:
		return lw_pe_want_flag(x, edit, err);
	default:
		return lw_editing_refuse(edit, "a PE", err);
	}
}

bool lw_pe_wants_apply(struct lw_pe_edit *x, struct lw_error *err) {
	for (size_t i = 0; i < x->e->n_edits; i++)
		LW_TRY(apply(x, &x->e->edits[i], err));
	return true;
}

/* Exports of one library that go to another one make one line. */
struct told {
	struct lw_map lines;
	unsigned n, left_out;
};

static bool tell_forward(struct lw_pe_edit *x, const struct lw_pe_naming *n, struct told *t, struct lw_error *err) {
	const char *was = lw_pe_forward_library(x->e->a, n->was, err),
		   *now = was == NULL ? NULL : lw_pe_forward_library(x->e->a, n->now, err),
		   *line = now == NULL ? NULL : lw_sprintf(x->e->a, err, "%s -> %s", was, now);
	if (line == NULL)
		return false;
	if (lw_map_get(&t->lines, line, strlen(line)) != NULL)
		return true;
	return lw_map_put(&t->lines, x->e->a, line, strlen(line), t, err) &&
		lw_editing_change(x->e, err, "forwarded exports: %s", line);
}

static bool tell(struct lw_pe_edit *x, const struct lw_pe_naming *n, struct told *t, struct lw_error *err) {
	static const char *const words[] = {
		[LW_PE_NAMES_IMPORT] = "import", [LW_PE_NAMES_DELAY] = "delay import", [LW_PE_NAMES_ITSELF] = "name"};
	if (t->n++ >= MOST_LINES) {
		t->left_out++;
		return true;
	}
	if (n->kind == LW_PE_NAMES_FORWARD)
		return tell_forward(x, n, t, err);
	if (n->gone)
		return lw_editing_change(x->e, err, "import: %s removed", n->was);
	return lw_editing_change(x->e, err, "%s: %s -> %s", words[n->kind], n->was[0] == '\0' ? "(none)" : n->was,
				 n->now);
}

bool lw_pe_wants_tell(struct lw_pe_edit *x, bool *any, struct lw_error *err) {
	const struct lw_pe_wants *w = &x->want;
	const uint64_t flags = x->pe.optional.dll_characteristics;
	struct told t = {.n = 0};
	*any = false;
	for (uint32_t i = 0; i < w->names.n; i++) {
		if (!lw_pe_naming_changed(&w->names.at[i]))
			continue;
		LW_TRY(tell(x, &w->names.at[i], &t, err));
		*any = true;
	}
	if (t.left_out != 0)
		LW_TRY(lw_editing_change(x->e, err, "%u more of these", t.left_out));
	if (w->load_flags != x->pe.dependent_load_flags)
		LW_TRY(lw_editing_change(x->e, err, "load flags: %#llx -> %#llx",
					 (unsigned long long)x->pe.dependent_load_flags,
					 (unsigned long long)w->load_flags));
	if (w->dll_characteristics != flags)
		LW_TRY(lw_editing_change(x->e, err, "DLL characteristics: %#llx -> %#llx", (unsigned long long)flags,
					 (unsigned long long)w->dll_characteristics));
	*any |= w->load_flags != x->pe.dependent_load_flags || w->dll_characteristics != flags;
	return true;
}
