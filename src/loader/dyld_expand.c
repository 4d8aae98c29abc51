/* SPDX-License-Identifier: Apache-2.0 */
/* What @loader_path, @executable_path and @rpath stand for (dyld Loader.cpp, forEachResolvedAtPathVar). */
#include "loader/dyld.h"

#include <string.h>

#include "base/fail.h"

/* What follows the word in path, with its slash; NULL: it does not begin with the word. */
static const char *behind(const char *path, const char *word) {
	const size_t n = strlen(word);
	return strncmp(path, word, n) == 0 && (path[n] == '/' || path[n] == '\0') ? path + n : NULL;
}

static size_t dir_length(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash == NULL ? 0 : (size_t)(slash - path);
}

/* expandAtLoaderPath; NULL and *ok where it is not expanded. of: whose directory it is; own_rpath: the text is an
 * LC_RPATH. */
static const char *at_loader(struct dy_walk *w, const char *path, const struct dy_image *of, bool rpath, bool *ok,
			     struct lw_error *err) {
	const char *rest = behind(path, "@loader_path");
	const struct dy_process *p = w->p;
	if (rest == NULL || w->rq->inserted || (rpath && !p->security.at_paths && of == p->main))
		return NULL;
	const char *out = lw_sprintf(p->a, err, "%.*s%s", (int)dir_length(of->path), of->path, rest);
	*ok &= out != NULL;
	return out;
}

/* expandAndNormalizeAtExecutablePath: the program's path is a real one, so each "/.." takes off its last directory. */
static const char *at_executable(struct dy_walk *w, const char *path, bool *ok, struct lw_error *err) {
	const char *rest = behind(path, "@executable_path");
	const struct dy_process *p = w->p;
	if (rest == NULL || !p->security.at_paths)
		return NULL;
	size_t n = dir_length(p->main->path);
	while (strncmp(rest, "/..", 3) == 0 && n > 0) {
		size_t up = n - 1;
		while (up > 0 && p->main->path[up] != '/')
			up--;
		if (up == 0)
			break;
		n = up;
		rest += 3;
	}
	const char *out = lw_sprintf(p->a, err, "%.*s%s%s", (int)n, p->main->path, *rest == '\0' ? "/" : "", rest);
	*ok &= out != NULL;
	return out;
}

/* An LC_RPATH as a directory; NULL where it is not used. */
static const char *rpath_dir(struct dy_walk *w, const struct dy_image *of, const char *rpath, bool *ok,
			     struct lw_error *err) {
	const char *dir = at_loader(w, rpath, of, true, ok, err);
	if (dir == NULL && *ok)
		dir = at_executable(w, rpath, ok, err);
	if (dir == NULL && *ok && (rpath[0] == '/' || w->p->security.at_paths))
		dir = rpath[0] == '@' ? NULL : rpath;
	return dir;
}

/* Utils::concatenatePaths: one slash between the two. tail begins with one. */
static const char *join(struct dy_process *p, const char *dir, const char *tail, struct lw_error *err) {
	const size_t n = strlen(dir);
	return lw_sprintf(p->a, err, "%s%s", dir, n > 0 && dir[n - 1] == '/' ? tail + 1 : tail);
}

static bool rpaths_of(struct dy_walk *w, const struct dy_image *of, const char *tail, struct lw_error *err) {
	const struct lw_macho *m = of->img == NULL ? NULL : of->img->macho;
	for (uint32_t i = 0; m != NULL && i < m->n_rpaths && !w->stop; i++) {
		bool ok = true;
		const char *dir = m->rpaths[i].text == NULL ? NULL : rpath_dir(w, of, m->rpaths[i].text, &ok, err);
		LW_TRY(ok);
		if (dir == NULL)
			continue;
		const char *path = join(w->p, dir, tail, err);
		LW_TRY(path != NULL && w->visit(w, path, LW_RULE_LC_RPATH, of->id, err));
	}
	return true;
}

/* The stack of rpaths: of who asks, then of who brought it, up to the program. */
static bool at_rpath(struct dy_walk *w, const char *tail, struct lw_error *err) {
	for (const struct dy_image *of = w->rq->from; of != NULL && !w->stop; of = of->before)
		LW_TRY(rpaths_of(w, of, tail, err));
	return true;
}

/* An old dylib in X.framework/Versions/A may mean the directory X.framework. */
static bool without_version(struct dy_walk *w, const char *rest, struct lw_error *err) {
	const struct dy_image *from = w->rq->from;
	const size_t n = dir_length(from->path);
	static const char versions[] = "/Versions/";
	const size_t k = sizeof versions; /* with the one letter behind it */
	if (from->img == NULL || from->img->kind != LW_IMAGE_LIBRARY || n < k ||
	    strncmp(from->path + n - k, versions, k - 1) != 0)
		return true;
	const char *path = lw_sprintf(w->p->a, err, "%.*s%s", (int)(n - k), from->path, rest);
	return path != NULL && w->visit(w, path, LW_RULE_LOADER_PATH, from->id, err);
}

bool lw_dy_expand(struct dy_walk *w, const char *path, enum lw_rule rule, struct lw_error *err) {
	bool ok = true;
	const char *tail = strncmp(path, "@rpath/", 7) == 0 ? path + 6 : NULL;
	if (tail != NULL && w->rq->inserted)
		return w->visit(w, path, rule, LW_NO_ID, err);
	const char *loader = at_loader(w, path, w->rq->from, false, &ok, err);
	if (loader != NULL) {
		LW_TRY(w->visit(w, loader, LW_RULE_LOADER_PATH, w->rq->from->id, err));
		return w->stop || without_version(w, path + strlen("@loader_path"), err);
	}
	const char *executable = ok ? at_executable(w, path, &ok, err) : NULL;
	LW_TRY(ok);
	if (executable != NULL)
		return w->visit(w, executable, LW_RULE_EXECUTABLE_PATH, LW_NO_ID, err);
	if (tail != NULL)
		LW_TRY(at_rpath(w, tail, err));
	return w->stop || path[0] == '@' || w->visit(w, path, rule, LW_NO_ID, err);
}
