/* SPDX-License-Identifier: Apache-2.0 */
/* Paths without regard to case: each directory is read once, and its names are kept by their capitals. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/fold.h"
#include "session/session.h"

#define MOST_NAMES (1u << 20)

struct reading {
	struct lw_session *s;
	struct lw_dir_names *names;
	struct lw_error *err;
	bool failed;
};

static bool keep(struct reading *r, const char *name) {
	struct lw_arena *a = &r->s->arena;
	const size_t n = strlen(name);
	char *kept = lw_strdup(a, name, r->err), *key = lw_alloc(a, n + 1, 1, r->err);
	const char **slot = kept == NULL || key == NULL ? NULL : lw_vec_add(a, &r->names->list, r->err);
	if (slot == NULL)
		return false;
	*slot = kept;
	lw_fold(name, key);
	/* Where two names differ by case only, the first in the order of bytes is the one: it is the same each time. */
	const char *other = lw_map_get(&r->names->by_fold, key, n);
	return (other != NULL && strcmp(other, name) <= 0) || lw_map_put(&r->names->by_fold, a, key, n, kept, r->err);
}

static bool each(void *ctx, const char *name) {
	struct reading *r = ctx;
	if (r->names->list.n >= MOST_NAMES) {
		lw_fail(r->err, LW_E_LIMIT, "a directory has more than %u names", MOST_NAMES);
		r->failed = true;
	} else {
		r->failed = !keep(r, name);
	}
	return !r->failed;
}

bool lw_session_names(struct lw_session *s, const char *dir, const struct lw_dir_names **out, struct lw_error *err) {
	struct lw_dir_names *names;
	LW_TRY(lw_session_recall(s, "names", dir, &names, err));
	*out = names;
	if (names != NULL)
		return true;
	names = lw_alloc(&s->arena, 1, sizeof *names, err);
	if (names == NULL)
		return false;
	struct reading r = {s, names, err, false};
	names->sys = s->fs->ops->list(s->fs, dir, each, &r);
	*out = names;
	if (names->sys == ENOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	return !r.failed && lw_session_remember(s, "names", dir, names, err);
}

/* The name in dir that has these capitals. One that cannot be looked for is taken as it is. */
static bool spell_name(struct lw_session *s, const char *dir, const char *name, size_t n, const char **out,
		       struct lw_error *err) {
	const struct lw_dir_names *names;
	char key[256];
	*out = NULL;
	if (n > 255)
		return true;
	LW_TRY(lw_session_names(s, dir, &names, err));
	lw_fold_n(name, n, key);
	*out = names->sys == EACCES ? lw_strndup(&s->graphs, name, n, err) : lw_map_get(&names->by_fold, key, n);
	return names->sys != EACCES || *out != NULL;
}

static bool exact(struct lw_session *s, const char *dir, const char *name, size_t n, const char **out,
		  struct lw_error *err) {
	const struct lw_dir_names *names;
	LW_TRY(lw_session_names(s, dir, &names, err));
	for (uint32_t i = 0; *out != NULL && i < names->list.n; i++)
		if (strlen(names->list.at[i]) == n && memcmp(names->list.at[i], name, n) == 0)
			*out = names->list.at[i];
	return true;
}

bool lw_session_spell(struct lw_session *s, const char *path, const char **out, struct lw_error *err) {
	const char *known, *name;
	LW_TRY(lw_session_recall(s, "spelled", path, &known, err));
	if (known != NULL) {
		*out = *known == '\0' ? NULL : known;
		return true;
	}
	const char *so_far = "/";
	for (const char *at = path; so_far != NULL;) {
		at += strspn(at, "/");
		const size_t n = strcspn(at, "/");
		if (n == 0)
			break;
		LW_TRY(spell_name(s, so_far, at, n, &name, err));
		if (name != NULL && memcmp(name, at, n) != 0)
			LW_TRY(exact(s, so_far, at, n, &name, err));
		so_far = name == NULL
			? NULL
			: lw_sprintf(&s->graphs, err, "%s%s%s", so_far, so_far[1] == '\0' ? "" : "/", name);
		LW_TRY(name == NULL || so_far != NULL);
		at += n;
	}
	char *kept = lw_strdup(&s->arena, so_far == NULL ? "" : so_far, err);
	*out = so_far == NULL ? NULL : kept;
	return kept != NULL && lw_session_remember(s, "spelled", path, kept, err);
}
