/* SPDX-License-Identifier: Apache-2.0 */
/* From words to targets, and to the one world that they make. */
#include "target/targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"

static bool process(const char *word, struct lw_target *out, struct lw_error *err) {
	const char *digits = word + strlen("pid:");
	*out = (struct lw_target){.word = word, .kind = LW_TARGET_PROCESS, .top = "/", .prefix = ""};
	const unsigned long pid = strtoul(digits, NULL, 10);
	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0' || strlen(digits) > 9 || pid == 0)
		return lw_fail(err, LW_E_USAGE, "names no process: a pid is a number, as in pid:4711");
	out->pid = (uint32_t)pid;
	return true;
}

static bool add(struct lw_targets *t, const char *word, struct lw_error *err) {
	const char *kept = lw_strdup(&t->arena, word, err);
	struct lw_target *at = kept == NULL ? NULL : lw_vec_add(&t->arena, &t->list, err);
	if (at == NULL)
		return false;
	struct lw_error bad = {0};
	if (*word == '\0') {
		*at = (struct lw_target){.word = kept, .top = "", .prefix = ""};
		(void)lw_fail(&bad, LW_E_USAGE,
			      "an empty word names nothing; name a file, directory, archive or pid:N");
		return lw_error_keep(&t->arena, &bad, &at->error, err);
	}
	if (strncmp(word, "pid:", 4) == 0 ? process(kept, at, &bad) : lw_target_of_path(t, kept, at, &bad))
		return true;
	return lw_error_keep(&t->arena, &bad, &at->error, err);
}

static bool base(struct lw_targets *t, const char *root, struct lw_error *err) {
	t->base = lw_fs_disk();
	t->root.dir = -1;
	if (root == NULL)
		return true;
	LW_TRY(lw_root_fs_open(&t->root, root, &t->arena, err));
	t->base = &t->root.fs;
	return true;
}

/* Without archives the session has the disk itself, which is quicker. */
static bool session(struct lw_targets *t, const char *root, struct lw_error *err) {
	if (t->mounts.mounts.n == 0)
		return root == NULL ? lw_session_new(&t->session, err) : lw_session_new_root(root, &t->session, err);
	LW_TRY(lw_session_new_on(&t->mounts.fs, &t->session, err));
	if (root != NULL)
		t->session->root = lw_strdup(&t->arena, root, err);
	return t->session->root != NULL;
}

static bool open_all(struct lw_targets *t, const struct lw_targets_opts *o, const char *const *words, uint32_t n,
		     struct lw_error *err) {
	t->most_bytes = o->most_bytes;
	if (o->root != NULL && o->outside != NULL)
		LW_TRY((t->outside = lw_strdup(&t->arena, o->outside, err)) != NULL);
	LW_TRY((t->cwd = lw_strdup(&t->arena, o->cwd, err)) != NULL && base(t, o->root, err));
	lw_mount_fs_init(&t->mounts, t->base, &t->arena);
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(add(t, words[i], err));
	return lw_target_mount_all(t, err) && session(t, o->root, err);
}

bool lw_targets_new(const struct lw_targets_opts *o, const char *const *words, uint32_t n, struct lw_targets **out,
		    struct lw_error *err) {
	struct lw_targets *t = calloc(1, sizeof *t);
	if (t == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	t->root.dir = -1;
	if (open_all(t, o, words, n, err)) {
		*out = t;
		return true;
	}
	lw_targets_free(t);
	return false;
}

void lw_targets_free(struct lw_targets *t) {
	if (t == NULL)
		return;
	lw_session_free(t->session);
	for (uint32_t i = 0; i < t->processes.n; i++)
		lw_session_free(t->processes.at[i]);
	for (uint32_t i = 0; i < t->archives.n; i++)
		lw_archive_close(t->archives.at[i].archive);
	lw_root_fs_close(&t->root);
	lw_arena_free(&t->arena);
	free(t);
}

const struct lw_target *lw_targets_at(const struct lw_targets *t, uint32_t *n) {
	*n = t->list.n;
	return t->list.at;
}

struct lw_session *lw_targets_session(struct lw_targets *t) {
	return t->session;
}

const char *lw_target_kind_name(enum lw_target_kind kind) {
	static const char *const names[] = {
#define X(code, name, words) name,
		LW_TARGET_KINDS(X)
#undef X
	};
	return names[kind];
}

const char *lw_target_kind_words(enum lw_target_kind kind) {
	static const char *const all[] = {
#define X(code, name, words) words,
		LW_TARGET_KINDS(X)
#undef X
	};
	return all[kind];
}
