/* SPDX-License-Identifier: Apache-2.0 */
#include "package/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/vec.h"
#include "os/errno_names.h"

#define DEEPEST 64
#define LONGEST 4096

bool lw_package_absent(int sys, const char *path, struct lw_error *err) {
	struct lw_errno_buf words;
	if (sys == 0 || sys == ENOENT || sys == ENOTDIR || sys == ELOOP || sys == ENAMETOOLONG)
		return true;
	return lw_fail(err, sys == ENOMEM ? LW_E_NOMEM : LW_E_IO, "%s cannot be read: %s", path,
		       lw_errno_words(sys, &words));
}

bool lw_package_read(const struct lw_fs *fs, const char *path, uint64_t most, struct lw_arena *a, bool *there,
		     struct lw_span *out, struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st;
	*out = (struct lw_span){0};
	const int sys = fs->ops->open(fs, path, &src, &st);
	*there = sys == 0 && st.kind == LW_KIND_FILE;
	if (!*there)
		return lw_package_absent(sys, path, err);
	bool ok = src.size <= most ||
		lw_fail(err, LW_E_LIMIT, "%s has more than the %llu bytes that such a file may have", path,
			(unsigned long long)most);
	ok = ok && lw_source_view(&src, 0, src.size, a, out, err);
	lw_source_close(&src);
	return ok;
}

struct listing {
	struct lw_arena *a;
	struct lw_error *err;
	LW_VEC(const char *) names;
	bool failed;
};

static bool take_name(void *ctx, const char *name) {
	struct listing *l = ctx;
	const char *kept = NULL, **at = NULL;
	if (l->names.n >= LW_PACKAGE_MOST_NAMES)
		lw_fail(l->err, LW_E_LIMIT, "a directory has more than %d entries", LW_PACKAGE_MOST_NAMES);
	else
		kept = lw_strdup(l->a, name, l->err);
	if (kept != NULL)
		at = lw_vec_add(l->a, &l->names, l->err);
	l->failed |= at == NULL;
	if (at != NULL)
		*at = kept;
	return at != NULL;
}

static int by_bytes(const void *p, const void *q) {
	return strcmp(*(const char *const *)p, *(const char *const *)q);
}

bool lw_package_list(const struct lw_fs *fs, const char *dir, struct lw_arena *a, const char *const **names,
		     uint32_t *n, struct lw_error *err) {
	struct listing l = {.a = a, .err = err};
	const int sys = fs->ops->list(fs, dir, take_name, &l);
	if (l.names.n > 1)
		qsort(l.names.at, l.names.n, sizeof *l.names.at, by_bytes);
	*names = l.names.at;
	*n = l.names.n;
	return !l.failed && lw_package_absent(sys, dir, err);
}

char *lw_package_path(struct lw_arena *a, const char *dir, const char *name, struct lw_error *err) {
	const size_t n = strlen(dir);
	return lw_sprintf(a, err, "%s%s%s", dir, n > 0 && dir[n - 1] == '/' ? "" : "/", name);
}

bool lw_package_kind(const struct lw_fs *fs, const char *path, enum lw_kind *kind) {
	struct lw_stat st;
	if (fs->ops->stat(fs, path, &st) != 0)
		return false;
	*kind = st.kind;
	return true;
}

struct gathering {
	const struct lw_fs *fs;
	const char *top;
	const char *real; /* the top without links in it */
	struct lw_arena *a;
	struct lw_error *err;
	LW_VEC(struct lw_package_file) files;
	LW_VEC(const char *) dirs; /* below the top, still to be looked at */
	LW_VEC(uint32_t) depths;
};

static bool add_dir(struct gathering *g, const char *path, uint32_t depth) {
	if (depth > DEEPEST || g->dirs.n >= LW_PACKAGE_MOST_NAMES)
		return lw_fail(g->err, LW_E_LIMIT,
			       "the package has directories more than %d deep, or more than %d of them", DEEPEST,
			       LW_PACKAGE_MOST_NAMES);
	const char **at = lw_vec_add(g->a, &g->dirs, g->err);
	uint32_t *deep = lw_vec_add(g->a, &g->depths, g->err);
	LW_TRY(at != NULL && deep != NULL);
	*at = path;
	*deep = depth;
	return true;
}

/* A directory that is really elsewhere is looked at there, or not at all. */
static bool is_link(struct gathering *g, const char *path, const char *below) {
	char real[LONGEST];
	const char *expected = lw_package_path(g->a, g->real, below, g->err);
	const int sys = g->fs->ops->realpath(g->fs, path, real, sizeof real);
	if (expected == NULL || !lw_package_absent(sys, path, g->err))
		return false;
	return sys != 0 || strcmp(real, expected) != 0;
}

static bool look_at(struct gathering *g, const char *below, uint32_t depth) {
	struct lw_stat st;
	const char *path = lw_package_path(g->a, g->top, below, g->err);
	LW_TRY(path != NULL);
	const int sys = g->fs->ops->stat(g->fs, path, &st);
	if (sys != 0)
		return lw_package_absent(sys, path, g->err);
	if (st.kind == LW_KIND_DIR)
		return is_link(g, path, below) || (g->err->code == LW_E_OK && add_dir(g, below, depth + 1));
	if (st.kind != LW_KIND_FILE)
		return true;
	if (g->files.n >= LW_PACKAGE_MOST_NAMES)
		return lw_fail(g->err, LW_E_LIMIT, "the package has more than %d files", LW_PACKAGE_MOST_NAMES);
	struct lw_package_file *f = lw_vec_add(g->a, &g->files, g->err);
	LW_TRY(f != NULL);
	*f = (struct lw_package_file){below, st.size};
	return true;
}

static bool look_into(struct gathering *g, uint32_t i) {
	const char *const *names, *dir = g->dirs.at[i];
	const uint32_t depth = g->depths.at[i];
	uint32_t n;
	const char *path = *dir == '\0' ? g->top : lw_package_path(g->a, g->top, dir, g->err);
	LW_TRY(path != NULL && lw_package_list(g->fs, path, g->a, &names, &n, g->err));
	for (uint32_t k = 0; k < n; k++) {
		const char *below = *dir == '\0' ? names[k] : lw_package_path(g->a, dir, names[k], g->err);
		LW_TRY(below != NULL && look_at(g, below, depth));
	}
	return true;
}

static int by_path(const void *p, const void *q) {
	return strcmp(((const struct lw_package_file *)p)->path, ((const struct lw_package_file *)q)->path);
}

bool lw_package_files(const struct lw_fs *fs, const char *top, struct lw_arena *a, const struct lw_package_file **files,
		      uint32_t *n, struct lw_error *err) {
	struct gathering g = {.fs = fs, .top = top, .a = a, .err = err};
	char real[LONGEST];
	*files = NULL;
	*n = 0;
	const int sys = fs->ops->realpath(fs, top, real, sizeof real);
	if (sys != 0)
		return lw_package_absent(sys, top, err);
	g.real = real;
	LW_TRY(add_dir(&g, "", 0));
	for (uint32_t i = 0; i < g.dirs.n; i++)
		LW_TRY(look_into(&g, i));
	if (g.files.n > 1)
		qsort(g.files.at, g.files.n, sizeof *g.files.at, by_path);
	*files = g.files.at;
	*n = g.files.n;
	return true;
}

const struct lw_package_file *lw_package_file_at(const struct lw_package_file *files, uint32_t n, const char *path) {
	const struct lw_package_file key = {path, 0};
	return n == 0 ? NULL : bsearch(&key, files, n, sizeof *files, by_path);
}
