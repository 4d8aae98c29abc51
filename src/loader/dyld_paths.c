/* SPDX-License-Identifier: Apache-2.0 */
/* The variants of a name, in dyld's order (dyld DyldProcessConfig.cpp, PathOverrides::forEachPathVariant). */
#include "loader/dyld.h"

#include <string.h>

#include "base/fail.h"

/* "X.framework/…/X" at the end of path, or NULL: the last directory that ends in .framework has to have the name of the
 * file (getFrameworkPartialPath). */
static const char *framework_part(const struct dy_process *p, const char *path) {
	static const char mark[] = ".framework/";
	const char *dot = NULL, *leaf = strrchr(path, '/');
	for (const char *at = path; (at = strstr(at, mark)) != NULL; at++)
		dot = at;
	if (dot == NULL || leaf == NULL)
		return NULL;
	const char *start = dot;
	while (start > path && start[-1] != '/')
		start--;
	const size_t n = (size_t)(dot - start);
	if (strncmp(leaf + 1, start, n) != 0)
		return NULL;
	const char *behind = leaf + 1 + n;
	return *behind == '\0' || (p->suffix != NULL && strcmp(behind, p->suffix) == 0) ? start : NULL;
}

static const char *leaf_of(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash == NULL ? path : slash + 1;
}

/* The suffix stands before the last dot of the file's name (addSuffix). */
static const char *with_suffix(struct dy_process *p, const char *path, const char *suffix, size_t n,
			       struct lw_error *err) {
	const char *dot = strrchr(leaf_of(path), '.');
	if (dot == NULL)
		dot = path + strlen(path);
	return lw_sprintf(p->a, err, "%.*s%.*s%s", (int)(dot - path), path, (int)n, suffix, dot);
}

/* Each element of a colon list; an empty list has one empty element (forEachInColonList). */
static const char *next_of(const char **list, size_t *n) {
	const char *at = *list;
	if (at == NULL)
		return NULL;
	*n = strcspn(at, ":");
	*list = at[*n] == ':' ? at + *n + 1 : NULL;
	return at;
}

static bool each_suffix(struct dy_walk *w, const char *path, enum lw_rule rule, struct lw_error *err) {
	const char *list = w->p->suffix;
	size_t n;
	for (const char *at; !w->stop && (at = next_of(&list, &n)) != NULL;) {
		const char *more = with_suffix(w->p, path, at, n, err);
		LW_TRY(more != NULL && lw_dy_expand(w, more, rule, err));
	}
	return w->stop || lw_dy_expand(w, path, rule, err);
}

static bool each_dir(struct dy_walk *w, struct dy_lists lists, const char *part, enum lw_rule rule,
		     struct lw_error *err) {
	const char *const both[] = {lists.env, lists.program};
	size_t n;
	for (unsigned i = 0; i < 2; i++) {
		const char *list = both[i];
		for (const char *dir; !w->stop && (dir = next_of(&list, &n)) != NULL;) {
			const char *path = lw_sprintf(w->p->a, err, "%.*s/%s", (int)n, dir, part);
			LW_TRY(path != NULL);
			if (rule != LW_RULE_FALLBACK || strcmp(path, w->rq->name) != 0)
				LW_TRY(each_suffix(w, path, rule, err));
		}
	}
	return true;
}

/* "dyld-1042: fallbacks are for binaries of before 2022": an SDK older than macOS 14's, or none that is told. */
static bool is_old(const struct dy_image *from) {
	return from->img != NULL && lw_dy_sdk(from->img) < DY_VERSION(14, 0);
}

static bool fallbacks(struct dy_walk *w, const char *framework, struct lw_error *err) {
	static const char *const usual[2][2] = {
		{"/usr/local/lib:/usr/lib", "/usr/lib"},
		{"/Library/Frameworks:/System/Library/Frameworks", "/System/Library/Frameworks"}};
	const struct dy_process *p = w->p;
	struct dy_lists lists = framework != NULL ? p->fallback_framework : p->fallback_library;
	if (lists.env == NULL && lists.program == NULL) {
		if (!is_old(w->rq->from))
			return true;
		lists.env = usual[framework != NULL][!p->security.classic_fallbacks];
	}
	return each_dir(w, lists, framework != NULL ? framework : leaf_of(w->rq->name), LW_RULE_FALLBACK, err);
}

bool lw_dy_each_path(struct dy_walk *w, struct lw_error *err) {
	const struct dy_process *p = w->p;
	const char *name = w->rq->name, *framework = framework_part(p, name);
	const struct dy_lists first = framework != NULL ? p->framework_path : p->library_path;
	LW_TRY(each_dir(w, first, framework != NULL ? framework : leaf_of(name), LW_RULE_DYLD_ENV, err));
	/* The search always ends with one of these, also where it cannot be used. */
	const char *newer = lw_dy_versioned(p, name);
	if (newer != NULL)
		return w->stop || lw_dy_expand(w, newer, LW_RULE_DYLD_ENV, err);
	LW_TRY(w->stop || each_suffix(w, name, LW_RULE_SLASH, err));
	return w->stop || fallbacks(w, framework, err);
}
