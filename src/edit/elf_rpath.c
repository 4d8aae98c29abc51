/* SPDX-License-Identifier: Apache-2.0 */
/* The search path of an ELF file: DT_RUNPATH, or DT_RPATH where there is none (gABI; glibc elf/dl-load.c looks at
 * DT_RPATH only without DT_RUNPATH). */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

static const char *name_of(uint64_t tag) {
	return tag == DT_RPATH ? "rpath" : "runpath";
}

static uint64_t other(uint64_t tag) {
	return tag == DT_RPATH ? DT_RUNPATH : DT_RPATH;
}

/* The entry that counts, or NULL. */
static struct lw_elf_tag *path_tag(struct lw_elf_work *w) {
	struct lw_elf_tag *t = lw_elf_tag(w, DT_RUNPATH);
	return t != NULL ? t : lw_elf_tag(w, DT_RPATH);
}

static bool add(struct lw_arena *a, struct lw_elf_dirs *d, const char *at, size_t n, struct lw_error *err) {
	const char **slot = lw_vec_add(a, d, err);
	if (slot != NULL)
		*slot = lw_strndup(a, at, n, err);
	return slot != NULL && *slot != NULL;
}

/* Empty entries mean the current directory (glibc's fillin_rpath); they are kept. */
static bool split(struct lw_arena *a, const char *text, struct lw_elf_dirs *out, struct lw_error *err) {
	if (text == NULL || text[0] == '\0')
		return true;
	for (const char *at = text;; at += strcspn(at, ":") + 1) {
		const size_t n = strcspn(at, ":");
		LW_TRY(add(a, out, at, n, err));
		if (at[n] == '\0')
			return true;
	}
}

static const char *join(struct lw_arena *a, const struct lw_elf_dirs *d, struct lw_error *err) {
	size_t n = 1;
	for (uint32_t i = 0; i < d->n; i++)
		n += strlen(d->at[i]) + 1;
	char *text = lw_alloc(a, n, 1, err), *at = text;
	for (uint32_t i = 0; text != NULL && i < d->n; i++) {
		const size_t len = strlen(d->at[i]);
		if (i != 0)
			*at++ = ':';
		memcpy(at, d->at[i], len);
		at += len;
	}
	return text;
}

static uint32_t find(const struct lw_elf_dirs *d, const char *dir) {
	uint32_t i = 0;
	while (i < d->n && strcmp(d->at[i], dir) != 0)
		i++;
	return i;
}

/* All of that name. */
static void take_out(struct lw_elf_dirs *d, const char *dir) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < d->n; i++)
		if (strcmp(d->at[i], dir) != 0)
			d->at[n++] = d->at[i];
	d->n = n;
}

static bool remove_all(struct lw_elf_work *w, uint64_t tag, struct lw_error *err) {
	for (uint32_t i = w->tags.n; i-- > 0;)
		if (w->tags.at[i].tag == tag)
			LW_TRY(lw_elf_tag_remove(w, i, err));
	return true;
}

static const char *shown(const char *text) {
	return text == NULL ? "none" : text[0] == '\0' ? "(empty)" : text;
}

static bool tell(struct lw_elf_work *w, const struct lw_elf_tag *t, uint64_t tag, const char *text,
		 struct lw_error *err) {
	const bool other_kind = t != NULL && text != NULL && t->tag != tag;
	return lw_editing_change(w->e, err, "%s: %s%s%s -> %s", name_of(tag), other_kind ? name_of(t->tag) : "",
				 other_kind ? " " : "", shown(t == NULL ? NULL : t->text), shown(text));
}

/* Gives the path that text; NULL: there is none any more. */
static bool set_path(struct lw_elf_work *w, const char *text, struct lw_error *err) {
	struct lw_elf_tag *t = path_tag(w);
	const bool both = lw_elf_tag(w, DT_RPATH) != NULL && lw_elf_tag(w, DT_RUNPATH) != NULL;
	const uint64_t tag = text != NULL && w->kind != 0 ? w->kind : t != NULL ? t->tag : DT_RUNPATH;
	const bool same = t == NULL ? text == NULL : text != NULL && strcmp(t->text, text) == 0 && t->tag == tag;
	LW_TRY(same || tell(w, t, tag, text, err));
	if (both)
		LW_TRY(lw_editing_change(w->e, err, "%s: removed; where both are, only the runpath counts",
					 name_of(other(tag))));
	if (text == NULL)
		return remove_all(w, DT_RPATH, err) && remove_all(w, DT_RUNPATH, err);
	if (t != NULL && !both && t->tag != tag) {
		t->tag = tag;
		w->new_tags = true;
	}
	return remove_all(w, other(tag), err) && (same || lw_elf_tag_set_text(w, tag, text, err));
}

bool lw_elf_path_dirs(struct lw_elf_work *w, struct lw_elf_dirs *out, struct lw_error *err) {
	const struct lw_elf_tag *t = path_tag(w);
	return split(w->e->a, t == NULL ? NULL : t->text, out, err);
}

/* One empty entry alone would be an empty path, which is none; two of them mean what one does. */
bool lw_elf_path_set_dirs(struct lw_elf_work *w, const struct lw_elf_dirs *d, struct lw_error *err) {
	const bool alone = d->n == 1 && d->at[0][0] == '\0';
	const char *text = d->n == 0 ? NULL : alone ? ":" : join(w->e->a, d, err);
	return (d->n == 0 || text != NULL) && set_path(w, text, err);
}

static bool insert(struct lw_arena *a, struct lw_elf_dirs *d, uint32_t at, const char *dir, struct lw_error *err) {
	LW_TRY(add(a, d, dir, strlen(dir), err));
	const char *last = d->at[d->n - 1];
	memmove(&d->at[at + 1], &d->at[at], (d->n - 1 - at) * sizeof d->at[0]);
	d->at[at] = last;
	return true;
}

static bool put(struct lw_arena *a, struct lw_elf_dirs *d, const char *text, bool front, struct lw_error *err) {
	struct lw_elf_dirs more = {0};
	LW_TRY(split(a, text, &more, err));
	for (uint32_t i = 0, at = 0; i < more.n; i++)
		if (find(d, more.at[i]) == d->n)
			LW_TRY(insert(a, d, front ? at++ : d->n, more.at[i], err));
	return true;
}

static bool take_away(struct lw_elf_work *w, struct lw_elf_dirs *d, const char *text, struct lw_error *err) {
	struct lw_elf_dirs less = {0};
	LW_TRY(split(w->e->a, text, &less, err));
	for (uint32_t i = 0; i < less.n; i++) {
		if (find(d, less.at[i]) == d->n && !w->e->opts.lenient)
			LW_TRY(lw_editing_warn(w->e, err, "%s is not in the search path: nothing to remove",
					       less.at[i]));
		take_out(d, less.at[i]);
	}
	return true;
}

static bool has_all(const struct lw_elf_dirs *d, const struct lw_elf_dirs *some) {
	uint32_t i = 0;
	while (i < some->n && find(d, some->at[i]) != d->n)
		i++;
	return i == some->n;
}

/* The new ones stand where the old one stood first; those that are there already keep their places. */
static bool exchange(struct lw_elf_work *w, struct lw_elf_dirs *d, const char *old, const char *to,
		     struct lw_error *err) {
	struct lw_arena *a = w->e->a;
	struct lw_elf_dirs more = {0};
	uint32_t at = find(d, old);
	LW_TRY(to[0] == '\0' ? add(a, &more, to, 0, err) : split(a, to, &more, err));
	if (at == d->n)
		return has_all(d, &more) || w->e->opts.lenient ||
			lw_fail(err, LW_E_NOT_FOUND, "its search path has no '%s' that could be replaced", old);
	if (strcmp(old, to) == 0)
		return true;
	take_out(d, old);
	for (uint32_t i = 0; i < more.n; i++)
		if (find(d, more.at[i]) == d->n)
			LW_TRY(insert(a, d, at++, more.at[i], err));
	return true;
}

bool lw_elf_do_rpath(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	struct lw_elf_dirs d = {0};
	LW_TRY(lw_elf_path_dirs(w, &d, err));
	switch (edit->kind) {
	case LW_EDIT_SET_RPATH:
		return set_path(w, edit->what, err);
	case LW_EDIT_CLEAR_RPATH:
		return set_path(w, NULL, err);
	case LW_EDIT_REMOVE_RPATH:
		LW_TRY(take_away(w, &d, edit->what, err));
		break;
	case LW_EDIT_REPLACE_RPATH:
		LW_TRY(exchange(w, &d, edit->what, edit->to, err));
		break;
	default:
		if (edit->what[0] == '\0')
			return w->e->opts.lenient ||
				lw_fail(err, LW_E_USAGE, "--%s needs a directory", lw_edit_word(edit->kind));
		LW_TRY(put(w->e->a, &d, edit->what, edit->kind == LW_EDIT_PREPEND_RPATH, err));
		break;
	}
	return lw_elf_path_set_dirs(w, &d, err);
}

bool lw_elf_do_rpath_kind(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	(void)edit;
	const struct lw_elf_tag *t = path_tag(w);
	return t == NULL || set_path(w, t->text, err);
}
