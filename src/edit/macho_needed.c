/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the dylibs that a file asks for. Symbols are bound to a dylib by its number (mach-o/nlist.h, "two-level
 * namespace"), so a command keeps its place among the others. */
#include "edit/macho.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define CURRENT_AT 16
#define COMPATIBILITY_AT 20
#define USUAL_TIMESTAMP 2 /* as the linkers write it */

/* A number of one version, at most most; behind a dot there is one. */
static bool number(const char **at, unsigned long most, uint32_t *out) {
	char *end;
	if (**at < '0' || **at > '9')
		return false;
	const unsigned long v = strtoul(*at, &end, 10);
	*at = end;
	*out = (uint32_t)v;
	return v <= most;
}

/* "1.2.3" as xxxx.yy.zz in nibbles (mach-o/loader.h, struct dylib). */
static bool version(const char **at, uint32_t *out) {
	static const struct {
		unsigned long most;
		unsigned shift;
	} parts[] = {{0xffff, 16}, {0xff, 8}, {0xff, 0}};
	uint32_t v;
	*out = 0;
	for (size_t i = 0; i < 3; i++) {
		if (!number(at, parts[i].most, &v))
			return false;
		*out |= v << parts[i].shift;
		if (**at != '.' || i == 2)
			break;
		++*at;
	}
	return true;
}

static const char *shown(struct mo_slice *s, uint32_t i, struct lw_error *err) {
	const uint64_t v = lw_mo_number(s, i, CURRENT_AT), c = lw_mo_number(s, i, COMPATIBILITY_AT);
	return lw_sprintf(s->e->a, err, "%llu.%llu.%llu:%llu.%llu.%llu", (unsigned long long)(v >> 16),
			  (unsigned long long)(v >> 8 & 0xff), (unsigned long long)(v & 0xff),
			  (unsigned long long)(c >> 16), (unsigned long long)(c >> 8 & 0xff),
			  (unsigned long long)(c & 0xff));
}

bool lw_mo_set_versions(struct mo_slice *s, const struct lw_edit *edit, uint32_t i, const char *text,
			struct lw_error *err) {
	const char *at = text, *old = shown(s, i, err), *name = lw_mo_text(s, i);
	uint32_t current, compatibility = (uint32_t)lw_mo_number(s, i, COMPATIBILITY_AT);
	LW_TRY(old != NULL);
	const bool ok = version(&at, &current) && (*at != ':' || (++at, version(&at, &compatibility)));
	if (!ok || *at != '\0')
		return lw_fail(err, LW_E_USAGE,
			       "--%s takes CURRENT[:COMPATIBLE] with versions such as 1.2.3, up to 65535.255.255, not "
			       "'%s'",
			       lw_edit_word(edit->kind), text);
	LW_TRY(lw_mo_set_number(s, i, CURRENT_AT, 4, current, err) &&
	       lw_mo_set_number(s, i, COMPATIBILITY_AT, 4, compatibility, err));
	const char *now = shown(s, i, err);
	LW_TRY(now != NULL);
	return strcmp(old, now) == 0 ||
		lw_editing_change(s->e, err, "%sversions of %s: %s -> %s", s->who, name == NULL ? "" : name, old, now);
}

static bool not_empty(const struct lw_edit *edit, const char *text, struct lw_error *err) {
	return text[0] != '\0' ||
		lw_fail(err, LW_E_USAGE, "--%s needs a name that is not empty", lw_edit_word(edit->kind));
}

/* Behind all other commands, so that the others keep their numbers. Version 0 is one that every dylib has. */
static bool add(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	static const uint32_t numbers[] = {0, USUAL_TIMESTAMP, 0, 0};
	*hit = true;
	LW_TRY(not_empty(edit, edit->what, err));
	if (lw_mo_find(s, 0, 0, edit->what) < s->commands.n)
		return true;
	return lw_mo_insert(s, s->commands.n, LC_LOAD_DYLIB, numbers, 4, edit->what, err) &&
		lw_editing_change(s->e, err, "%slibrary: + %s", s->who, edit->what);
}

static bool remove_all(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	for (uint32_t i; (i = lw_mo_find(s, 0, 0, edit->what)) < s->commands.n; *hit = true)
		LW_TRY(lw_mo_remove_dylib(s, i, err) &&
		       lw_editing_change(s->e, err, "%slibrary: - %s", s->who, edit->what));
	return true;
}

static bool replace(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	LW_TRY(not_empty(edit, edit->to, err));
	const bool twice = lw_mo_find(s, 0, 0, edit->to) < s->commands.n;
	*hit |= twice;
	if (strcmp(edit->what, edit->to) == 0)
		return true;
	for (uint32_t i; (i = lw_mo_find(s, 0, 0, edit->what)) < s->commands.n; *hit = true) {
		LW_TRY(lw_mo_set_text(s, i, edit->to, err));
		LW_TRY(lw_editing_change(s->e, err, "%slibrary: %s -> %s", s->who, edit->what, edit->to));
		if (twice)
			LW_TRY(lw_editing_warn(s->e, err, "%sasks for %s twice now", s->who, edit->to));
	}
	return true;
}

static bool set_versions(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	for (uint32_t i = 0; (i = lw_mo_find(s, i, 0, edit->what)) < s->commands.n; i++) {
		*hit = true;
		LW_TRY(lw_mo_set_versions(s, edit, i, edit->to, err));
	}
	return true;
}

bool lw_mo_edit_needed(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) {
	switch (edit->kind) {
	case LW_EDIT_ADD_NEEDED:
		return add(s, edit, hit, err);
	case LW_EDIT_REMOVE_NEEDED:
		return remove_all(s, edit, hit, err);
	case LW_EDIT_REPLACE_NEEDED:
		return replace(s, edit, hit, err);
	default:
		return set_versions(s, edit, hit, err);
	}
}
