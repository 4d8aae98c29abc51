/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that take the place of older ones: DYLD_VERSIONED_LIBRARY_PATH, DYLD_VERSIONED_FRAMEWORK_PATH (dyld
 * DyldProcessConfig.cpp, processVersionedPaths, checkVersionedPath). They are looked at once, before anything is
 * loaded.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/dyld.h"

/* Files in all of these directories together. */
#define MOST_FILES 4096

/* getDylibInfo: the library at path, by its install name; NULL: there is none for this process. */
static bool info(struct dy_process *p, const char *path, const struct lw_image **out, struct lw_error *err) {
	const struct lw_file *f;
	const char *why, *abs = lw_path_absolute(p->a, p->w->cwd, path, err);
	int sys;
	*out = NULL;
	LW_TRY(abs != NULL && lw_session_load(p->s, abs, &f, &sys, err));
	if (f == NULL || f->kind != LW_FILE_REGULAR)
		return true;
	LW_TRY(lw_dy_judge(p, f, out, &why, err));
	if (*out != NULL && (*out)->soname.text == NULL)
		*out = NULL;
	return true;
}

static bool add(struct dy_process *p, const char *name, const char *path, uint32_t version, struct lw_error *err) {
	struct dy_override *o = lw_vec_add(p->a, &p->overrides, err);
	if (o != NULL)
		*o = (struct dy_override){name, path, version};
	return o != NULL;
}

/* The first of those with one name stays, unless a later one is newer. */
static bool replace(struct dy_process *p, const char *name, const char *path, uint32_t version, struct lw_error *err) {
	for (uint32_t i = 0; i < p->overrides.n; i++) {
		struct dy_override *o = &p->overrides.at[i];
		if (strcmp(o->name, name) != 0)
			continue;
		if (version > o->version) {
			o->path = path;
			o->version = version;
		}
		return true;
	}
	return add(p, name, path, version, err);
}

/* It takes the place of what lies at its install name if that is older; and where nothing does. */
static bool check(struct dy_process *p, const char *path, struct lw_error *err) {
	const struct lw_image *img, *other;
	bool cached = false;
	LW_TRY(info(p, path, &img, err));
	if (img == NULL)
		return true;
	const char *name = img->soname.text;
	const uint32_t version = img->macho->id.current;
	LW_TRY(info(p, name, &other, err));
	if (other != NULL)
		return version <= other->macho->id.current || replace(p, other->soname.text, path, version, err);
	const struct dy_request rq = {.name = name, .from = p->main};
	LW_TRY(lw_dy_in_cache(p, &rq, name, LW_RULE_SLASH, &cached, err));
	if (!cached)
		return add(p, name, path, version, err);
	return lw_build_note(
		&p->b, err,
		"whether %s is newer than the system's %s cannot be told here: it was not taken in its place", path,
		name);
}

/* X.framework stands for the library X in it. */
static const char *framework_file(struct dy_process *p, const char *dir, const char *name, bool *ok,
				  struct lw_error *err) {
	static const char end[] = ".framework";
	const size_t n = strlen(name), k = sizeof end - 1;
	if (n <= k || strcmp(name + n - k, end) != 0)
		return NULL;
	const char *path = lw_sprintf(p->a, err, "%s/%s/%.*s", dir, name, (int)(n - k), name);
	*ok = path != NULL;
	return path;
}

static int by_name(const void *x, const void *y) {
	const char *const *a = x, *const *b = y;
	return strcmp(*a, *b);
}

/* dyld takes them as the directory gives them; that order is not known here, and matters for files of one version only.
 */
static bool in_directory(struct dy_process *p, const char *dir, bool frameworks, struct lw_error *err) {
	const struct lw_dir_names *all;
	const char *abs = lw_path_absolute(p->a, p->w->cwd, dir, err);
	LW_TRY(abs != NULL && lw_session_names(p->s, abs, &all, err));
	const char **names = lw_alloc(p->a, all->list.n, sizeof *names, err);
	if (names == NULL)
		return false;
	for (uint32_t i = 0; i < all->list.n; i++)
		names[i] = all->list.at[i];
	if (all->list.n != 0)
		qsort(names, all->list.n, sizeof *names, by_name);
	for (uint32_t i = 0; i < all->list.n; i++) {
		bool ok = true;
		const char *path = frameworks ? framework_file(p, dir, names[i], &ok, err)
					      : lw_sprintf(p->a, err, "%s/%s", dir, names[i]);
		LW_TRY(ok && (frameworks || path != NULL));
		if (++p->n_versioned > MOST_FILES)
			return lw_fail(err, LW_E_LIMIT, "more than %d files lie in the directories of DYLD_VERSIONED_*",
				       MOST_FILES);
		LW_TRY(path == NULL || check(p, path, err));
	}
	return true;
}

static bool in_lists(struct dy_process *p, struct dy_lists lists, bool frameworks, struct lw_error *err) {
	const char *const both[] = {lists.env, lists.program};
	for (unsigned i = 0; i < 2; i++)
		for (const char *at = both[i]; at != NULL;) {
			const size_t n = strcspn(at, ":");
			const char *dir = lw_strndup(p->a, at, n, err);
			LW_TRY(dir != NULL && (*dir == '\0' || in_directory(p, dir, frameworks, err)));
			at = at[n] == ':' ? at + n + 1 : NULL;
		}
	return true;
}

bool lw_dy_find_versioned(struct dy_process *p, struct lw_error *err) {
	return in_lists(p, p->versioned_library, false, err) && in_lists(p, p->versioned_framework, true, err);
}

const char *lw_dy_versioned(const struct dy_process *p, const char *name) {
	for (uint32_t i = 0; i < p->overrides.n; i++)
		if (strcmp(p->overrides.at[i].name, name) == 0)
			return p->overrides.at[i].path;
	return NULL;
}
