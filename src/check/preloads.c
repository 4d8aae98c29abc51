/* SPDX-License-Identifier: Apache-2.0 */
/* Which libraries of a target its Python files load. */
#define _GNU_SOURCE
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/set.h"
#include "package/python.h"
#include "session/session.h"
#include "target/targets.h"

#define LARGEST_FILE ((uint64_t)16 << 20)

struct reading {
	struct lw_set *set;
	struct lw_arena text; /* of one Python file and what was found in it */
};

/* A file without any of these loads nothing: it is not followed. */
static bool may_load(struct lw_span text) {
	static const char *const words[] = {"DLL", "dlopen", "LoadLibrary", "load_library", "cdll"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (text.len != 0 && memmem(text.ptr, text.len, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

/* What of path lies below dir (n bytes of it, no slash at its end); NULL: it lies elsewhere. */
static const char *below(const char *path, const char *dir, size_t n) {
	return strncmp(path, dir, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* A pattern may begin with "..": dir is shortened then. */
static bool is_below(const char *path, const char *dir, size_t n, const char *pattern) {
	while (strncmp(pattern, "../", 3) == 0) {
		pattern += 3;
		while (n > 0 && dir[n - 1] != '/')
			n--;
		n -= n > 0;
	}
	const char *rest = below(path, dir, n);
	return rest != NULL && lw_py_matches(pattern, rest);
}

static bool is_meant(const struct reading *r, const char *file, const struct lw_py_load *l, const char *path) {
	const struct lw_target *t = &r->set->targets->list.at[r->set->target];
	switch (l->base) {
	case LW_PY_HERE_BASE:
		return is_below(path, file, (size_t)(strrchr(file, '/') - file), l->pattern);
	case LW_PY_SITE_BASE:
		return is_below(path, t->top, strlen(t->top), l->pattern);
	case LW_PY_ABSOLUTE_BASE:
		return lw_py_matches(l->pattern, path);
	default:
		return false;
	}
}

static bool keep(struct reading *r, const char *file, const struct lw_py_load *l, const struct lw_subject *library,
		 struct lw_error *err) {
	for (uint32_t i = 0; i < r->set->preloads.n; i++)
		if (r->set->preloads.at[i].library == library)
			return true;
	struct lw_preload *at = lw_vec_add(r->set->a, &r->set->preloads, err);
	uint32_t which;
	if (at == NULL)
		return false;
	*at = (struct lw_preload){.library = library,
				  .line = l->line,
				  .global = l->mode == LW_PY_GLOBAL,
				  .mode_known = l->mode != LW_PY_MODE_UNKNOWN,
				  .certain = l->certain};
	at->call = lw_strdup(r->set->a, l->call, err);
	return at->call != NULL && lw_targets_show(r->set->targets, file, &at->shown, &which, err);
}

static bool scan(struct reading *r, const char *file, struct lw_span text, struct lw_error *err) {
	struct lw_py_loads loads;
	struct lw_error bad = {0};
	if (!lw_py_scan(text, &r->text, &loads, &bad)) {
		if (bad.code == LW_E_NOMEM)
			*err = bad;
		return bad.code != LW_E_NOMEM;
	}
	for (uint32_t i = 0; i < loads.n; i++)
		for (uint32_t k = 0; loads.at[i].act == LW_PY_LOAD && k < r->set->subjects.n; k++)
			if (is_meant(r, file, &loads.at[i], r->set->subjects.at[k].path))
				LW_TRY(keep(r, file, &loads.at[i], &r->set->subjects.at[k], err));
	return true;
}

static bool one(void *ctx, const char *path, struct lw_error *err) {
	struct reading *r = ctx;
	const struct lw_fs *fs = r->set->s->fs;
	struct lw_source src;
	struct lw_stat st;
	struct lw_span text;
	struct lw_error bad = {0};
	if (fs->ops->open(fs, path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return true;
	bool ok = src.size <= LARGEST_FILE && lw_source_view(&src, 0, src.size, &r->text, &text, &bad);
	lw_source_close(&src);
	ok = !ok || !may_load(text) || scan(r, path, text, err);
	lw_arena_reset(&r->text);
	return ok;
}

bool lw_set_preloads(struct lw_set *set, struct lw_error *err) {
	struct reading r = {.set = set};
	const bool ok = lw_target_python_files(set->targets, set->target, one, &r, err);
	lw_arena_free(&r.text);
	return ok;
}
