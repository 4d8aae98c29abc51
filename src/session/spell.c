/* SPDX-License-Identifier: Apache-2.0 */
/* Paths without regard to case. What is there as it is written is taken so; else the directory is read once, and its
 * names are kept by their capitals. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/fold.h"
#include "os/errno_names.h"
#include "session/session.h"

#define MOST_NAMES (1u << 20)
#define LONGEST_NAME 255

struct reading {
	struct lw_session *s;
	struct lw_dir_names *names;
	struct lw_error *err;
	bool failed;
};

static bool keep(struct reading *r, const char *name) {
	struct lw_arena *a = &r->s->arena;
	const size_t n = strlen(name);
	char *kept = lw_strdup(a, name, r->err), *key = lw_fold_copy(a, name, r->err);
	const char **slot = kept == NULL || key == NULL ? NULL : lw_vec_add(a, &r->names->list, r->err);
	if (slot == NULL)
		return false;
	*slot = kept;
	/* Where two names differ by case only, the first in the order of bytes is the one: it is the same each time. */
	const char *other = lw_map_get(&r->names->by_fold, key, n);
	return (other != NULL && strcmp(other, name) <= 0) || lw_map_put(&r->names->by_fold, a, key, n, kept, r->err);
}

static bool each(void *ctx, const char *name) {
	struct reading *r = ctx;
	if (r->names->list.n >= MOST_NAMES) {
		lw_fail(r->err, LW_E_LIMIT, "has more than %u names", MOST_NAMES);
		r->failed = true;
	} else {
		r->failed = !keep(r, name);
	}
	return !r->failed;
}

/* Whether a directory that gave this errno can be taken as one without names. */
static bool is_answer(int sys) {
	return sys == 0 || sys == ENOENT || sys == ENOTDIR || sys == EACCES || sys == EPERM || sys == ELOOP ||
		sys == ENAMETOOLONG;
}

bool lw_session_names(struct lw_session *s, const char *dir, const struct lw_dir_names **out, struct lw_error *err) {
	struct lw_dir_names *names;
	struct lw_errno_buf words;
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
	if (!r.failed && names->sys == ENOMEM)
		r.failed = !lw_fail(err, LW_E_NOMEM, "out of memory");
	if (!r.failed && !is_answer(names->sys))
		r.failed =
			!lw_fail(err, LW_E_IO, "cannot be read as a directory: %s", lw_errno_words(names->sys, &words));
	if (!r.failed)
		return lw_session_remember(s, "names", dir, names, err);
	lw_error_subject(err, dir);
	return false;
}

/* The name of n bytes in dir as the tree spells it; NULL: there is none. */
static bool spell_name(struct lw_session *s, const char *dir, const char *name, size_t n, const char **out,
		       struct lw_error *err) {
	const struct lw_dir_names *names;
	char key[LONGEST_NAME];
	bool is_dir;
	int sys;
	*out = NULL;
	if (n > LONGEST_NAME)
		return true;
	const char *path = lw_sprintf(&s->graphs, err, "%s%s%.*s", dir, dir[1] == '\0' ? "" : "/", (int)n, name);
	LW_TRY(path != NULL && lw_session_stat(s, path, &is_dir, &sys, err));
	if (sys == 0) {
		*out = lw_strndup(&s->graphs, name, n, err);
		return *out != NULL;
	}
	LW_TRY(lw_session_names(s, dir, &names, err));
	lw_fold_n(name, n, key);
	*out = lw_map_get(&names->by_fold, key, n);
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
