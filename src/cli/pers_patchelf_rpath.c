/* SPDX-License-Identifier: Apache-2.0 */
/* patchelf's ways with the rpath: which tag it has afterwards, and what is left of it when it is shrunk. */
#include <string.h>

#include "base/fail.h"
#include "cli/pers_patchelf.h"

/* One directory of a list with colons; false at its end, where an empty one does not count (as in patchelf). */
static bool next_dir(const char **at, const char **dir, size_t *n) {
	if (**at == '\0')
		return false;
	*dir = *at;
	*n = strcspn(*at, ":");
	*at += *n + ((*at)[*n] == ':');
	return true;
}

static bool has_allowed_prefix(const char *prefixes, const char *dir, size_t n_dir) {
	const char *prefix;
	size_t n;
	if (prefixes == NULL || *prefixes == '\0')
		return true;
	while (next_dir(&prefixes, &prefix, &n))
		if (n <= n_dir && memcmp(prefix, dir, n) == 0)
			return true;
	return false;
}

struct shrinking {
	const struct lw_image *img;
	struct lw_session *s;
	struct lw_arena *a;
	bool *found; /* for each need: in a directory before */
};

/* Is there a library of this name for the file's machine? */
static bool serves(struct shrinking *k, const char *dir, size_t n, const char *name, bool *yes, struct lw_error *err) {
	const struct lw_file *f = NULL;
	int sys = 0;
	*yes = false;
	const char *path = lw_sprintf(k->a, err, "%.*s/%s", (int)n, dir, name);
	LW_TRY(path != NULL && lw_session_load(k->s, path, &f, &sys, err));
	*yes = sys == 0 && f->image != NULL && f->image->machine == k->img->machine;
	return true;
}

/* Does the directory hold a needed library that none before it does? */
static bool is_useful(struct shrinking *k, const char *dir, size_t n, bool *useful, struct lw_error *err) {
	*useful = false;
	for (uint32_t i = 0; i < k->img->n_needs; i++) {
		bool yes;
		if (k->found[i] || k->img->needs[i].kind != LW_NEED_LIBRARY)
			continue;
		LW_TRY(serves(k, dir, n, k->img->needs[i].name, &yes, err));
		k->found[i] = yes;
		*useful |= yes;
	}
	return true;
}

static bool shrink(struct shrinking *k, const char *rpath, const char *prefixes, const char **out,
		   struct lw_error *err) {
	const char *dir;
	size_t n;
	*out = "";
	while (next_dir(&rpath, &dir, &n)) {
		bool keep = n != 0 && *dir != '/'; /* $ORIGIN and its like */
		if (!keep && has_allowed_prefix(prefixes, dir, n))
			LW_TRY(is_useful(k, dir, n, &keep, err));
		if (keep)
			*out = lw_sprintf(k->a, err, "%s%s%.*s", *out, **out == '\0' ? "" : ":", (int)n, dir);
		LW_TRY(*out != NULL);
	}
	return true;
}

/* DT_RPATH becomes DT_RUNPATH, or with --force-rpath the other way round; a new one is made of that kind. */
static bool set(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_arena *a, const char *to,
		struct cli_edits *out, struct lw_error *err) {
	const bool has = img->rpath.text != NULL || img->runpath.text != NULL;
	if (!has && *to == '\0')
		return true;
	return cli_edits_add(a, out, LW_EDIT_RPATH_KIND, asked->force_rpath ? "rpath" : "runpath", NULL, err) &&
		cli_edits_add(a, out, LW_EDIT_SET_RPATH, to, NULL, err);
}

bool patchelf_rpath(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_session *s,
		    struct lw_arena *a, struct cli_edits *out, struct lw_error *err) {
	const char *now = img->runpath.text != NULL ? img->runpath.text : img->rpath.text, *to;
	if (asked->shrink_rpath && now != NULL) {
		struct shrinking k = {.img = img, .s = s, .a = a};
		k.found = lw_alloc(a, img->n_needs, sizeof *k.found, err);
		return k.found != NULL && shrink(&k, now, asked->prefixes, &to, err) &&
			set(asked, img, a, to, out, err);
	}
	if (asked->shrink_rpath)
		return true;
	if (asked->remove_rpath)
		return now == NULL || cli_edits_add(a, out, LW_EDIT_CLEAR_RPATH, NULL, NULL, err);
	if (asked->set_rpath != NULL)
		return set(asked, img, a, asked->set_rpath, out, err);
	if (asked->add_rpath == NULL)
		return true;
	to = now == NULL || *now == '\0' ? asked->add_rpath : lw_sprintf(a, err, "%s:%s", now, asked->add_rpath);
	return to != NULL && set(asked, img, a, to, out, err);
}
