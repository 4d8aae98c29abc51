/* SPDX-License-Identifier: Apache-2.0 */
/* Which libraries of a target its Python files load, and which directories they have DLLs searched in. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/set.h"
#include "os/resolve.h"
#include "package/python.h"
#include "session/session.h"
#include "target/targets.h"

#define LARGEST_FILE ((uint64_t)16 << 20)

#define MOST_CALLS (1u << 16)

struct reading {
	struct lw_set *set;
	struct lw_arena text; /* of one Python file and what was found in it */
};

/* A file without any of these loads nothing: it is not followed. */
static bool may_load(struct lw_span text) {
	static const char *const words[] = {"DLL", "dll", "dlopen", "LoadLibrary", "load_library"};
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

/* The directory from which a pattern is told; *n of its bytes. NULL: from none that is known. */
static const char *base_of(const struct lw_set *set, const struct lw_py_call *l, size_t *n) {
	const char *top = set->targets->list.at[set->target].top;
	*n = 0;
	switch (l->base) {
	case LW_PY_HERE_BASE:
		*n = (size_t)(strrchr(l->file, '/') - l->file);
		return l->file;
	case LW_PY_SITE_BASE:
		*n = strlen(top);
		return top;
	case LW_PY_ABSOLUTE_BASE:
		return "";
	default:
		return NULL;
	}
}

static bool is_meant(const struct lw_set *set, const struct lw_py_call *l, const char *path) {
	size_t n;
	const char *dir = base_of(set, l, &n);
	return dir != NULL && (n == 0 ? lw_py_matches(l->pattern, path) : is_below(path, dir, n, l->pattern));
}

static bool keep_call(struct reading *r, const char *file, const struct lw_py_load *l, struct lw_error *err) {
	struct lw_set *set = r->set;
	uint32_t which;
	if (l->act != LW_PY_LOAD && l->act != LW_PY_DLL_DIRECTORY)
		return true;
	if (set->calls.n >= MOST_CALLS)
		return lw_fail(err, LW_E_LIMIT, "has Python files that load more than %u libraries", MOST_CALLS);
	struct lw_py_call *at = lw_vec_add(set->a, &set->calls, err);
	if (at == NULL)
		return false;
	*at = (struct lw_py_call){
		.act = l->act, .mode = l->mode, .base = l->base, .certain = l->certain, .line = l->line};
	at->file = lw_strdup(set->a, file, err);
	at->call = lw_strdup(set->a, l->call, err);
	at->pattern = lw_strdup(set->a, l->pattern, err);
	return at->file != NULL && at->call != NULL && at->pattern != NULL &&
		lw_targets_show(set->targets, file, &at->shown, &which, err);
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
		LW_TRY(keep_call(r, file, &loads.at[i], err));
	return true;
}

static bool one(void *ctx, const char *path, struct lw_error *err) {
	struct reading *r = ctx;
	const struct lw_fs *fs = r->set->s->fs;
	struct lw_source src;
	struct lw_stat st;
	struct lw_span text;
	struct lw_error bad = {0};
	const int sys = fs->ops->open(fs, path, &src, &st);
	if (sys == ENOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return true;
	bool ok = src.size <= LARGEST_FILE && lw_source_view(&src, 0, src.size, &r->text, &text, &bad);
	lw_source_close(&src);
	if (bad.code == LW_E_NOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	ok = !ok || !may_load(text) || scan(r, path, text, err);
	lw_arena_reset(&r->text);
	return ok;
}

bool lw_set_read_python(struct lw_set *set, struct lw_error *err) {
	struct reading r = {.set = set};
	const bool ok = lw_target_python_files(set->targets, set->target, one, &r, err);
	lw_arena_free(&r.text);
	return ok;
}

static bool keep(struct lw_set *set, const struct lw_py_call *l, const struct lw_subject *library,
		 struct lw_error *err) {
	for (uint32_t i = 0; i < set->preloads.n; i++)
		if (set->preloads.at[i].library == library)
			return true;
	struct lw_preload *at = lw_vec_add(set->a, &set->preloads, err);
	if (at != NULL)
		*at = (struct lw_preload){.library = library, .call = l};
	return at != NULL;
}

bool lw_set_match_preloads(struct lw_set *set, struct lw_error *err) {
	for (uint32_t i = 0; i < set->calls.n; i++)
		for (uint32_t k = 0; set->calls.at[i].act == LW_PY_LOAD && k < set->subjects.n; k++)
			if (is_meant(set, &set->calls.at[i], set->subjects.at[k].path))
				LW_TRY(keep(set, &set->calls.at[i], &set->subjects.at[k], err));
	return true;
}

bool lw_set_dll_dir(const struct lw_set *set, const struct lw_py_call *l, const char **out, struct lw_error *err) {
	char folded[LW_LONGEST_PATH];
	size_t n;
	const char *dir = base_of(set, l, &n);
	*out = NULL;
	if (l->act != LW_PY_DLL_DIRECTORY || dir == NULL || strchr(l->pattern, '*') != NULL)
		return true;
	const char *path = lw_sprintf(set->a, err, "%.*s/%s", (int)n, dir, l->pattern);
	LW_TRY(path != NULL);
	if (lw_path_fold(path, folded, sizeof folded))
		*out = lw_strdup(set->a, folded, err);
	return *out != NULL || err->code == LW_E_OK;
}
