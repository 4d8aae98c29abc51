/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rpaths that serve none of the file's own @rpath/ names are dropped. They are looked up as dyld does (Loader.cpp,
 * forEachResolvedAtPathVar) where that is known from the file alone: @loader_path is its directory, of a program also
 * @executable_path. What is not known stays.
 */
#include "edit/macho.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "names/macho_numbers.h"
#include "os/fs.h"

/* What follows the word, with its slash; NULL: the path does not begin with it. */
static const char *behind(const char *path, const char *word) {
	const size_t n = strlen(word);
	return strncmp(path, word, n) == 0 && (path[n] == '/' || path[n] == '\0') ? path + n : NULL;
}

/* The directory of an rpath; *out is NULL where it is not known. */
static bool directory(const struct mo_slice *s, const char *rpath, const char **out, struct lw_error *err) {
	const char *path = s->e->path, *rest = behind(rpath, "@loader_path");
	if (rest == NULL && s->img->macho->header.filetype == MH_EXECUTE)
		rest = behind(rpath, "@executable_path");
	*out = rest == NULL && rpath[0] == '/' ? rpath : NULL;
	if (rest == NULL)
		return true;
	const int n = (int)(lw_path_base(path) - path);
	*out = lw_sprintf(s->e->a, err, "%.*s%s", n, path,
			  n == 0 ? *rest == '/' ? rest + 1 : "." : rest + (*rest == '/'));
	if (*out != NULL && **out == '\0')
		*out = ".";
	return *out != NULL;
}

static bool is_there(const struct mo_slice *s, const char *dir, const char *name, bool *yes, struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_stat st;
	const char *path = lw_sprintf(s->e->a, err, "%s/%s", dir, name);
	LW_TRY(path != NULL);
	*yes |= fs->ops->stat(fs, path, &st) == 0 && st.kind == LW_KIND_FILE;
	return true;
}

static bool is_allowed(const struct lw_editing *e, const char *rpath) {
	bool any = false;
	for (size_t i = 0; i < e->n_edits; i++) {
		if (e->edits[i].kind != LW_EDIT_ALLOW_RPATH)
			continue;
		any = true;
		if (strncmp(rpath, e->edits[i].what, strlen(e->edits[i].what)) == 0)
			return true;
	}
	return !any;
}

static bool serves(const struct mo_slice *s, const char *rpath, bool *yes, struct lw_error *err) {
	const char *dir;
	*yes = false;
	if (!is_allowed(s->e, rpath))
		return true;
	LW_TRY(directory(s, rpath, &dir, err));
	if (dir == NULL)
		return *yes = true;
	for (uint32_t i = 0; (i = lw_mo_find(s, i, 0, NULL)) < s->commands.n && !*yes; i++) {
		const char *text = lw_mo_text(s, i), *name = text == NULL ? NULL : behind(text, "@rpath");
		if (name != NULL && *name == '/')
			LW_TRY(is_there(s, dir, name + 1, yes, err));
	}
	return true;
}

bool lw_mo_shrink(struct mo_slice *s, struct lw_error *err) {
	bool dropped = false;
	for (uint32_t i = 0; (i = lw_mo_find(s, i, LC_RPATH, NULL)) < s->commands.n;) {
		const char *rpath = lw_mo_text(s, i);
		bool yes = true;
		LW_TRY(rpath == NULL || serves(s, rpath, &yes, err));
		if (yes) {
			i++;
			continue;
		}
		dropped = true;
		lw_mo_remove(s, i);
		LW_TRY(lw_editing_change(s->e, err, "%srpath: - %s", s->who, rpath));
	}
	return !dropped ||
		lw_editing_warn(
			s->e, err,
			"%slibraries that it loads are looked for in its rpaths, too; only its own names were asked "
			"for here",
			s->who);
}
