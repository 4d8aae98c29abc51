/* SPDX-License-Identifier: Apache-2.0 */
/* The Python files of a target. */
#include <string.h>

#include "base/fail.h"
#include "os/fs_disk.h"
#include "os/walk.h"
#include "target/targets.h"

struct looking {
	struct lw_targets *t;
	uint32_t target;
	lw_target_path_fn *each;
	void *ctx;
	struct lw_error *err;
	bool ok;
};

static bool is_python(const char *name) {
	const size_t n = strlen(name);
	return n > 3 && strcmp(name + n - 3, ".py") == 0;
}

static bool note(void *ctx, unsigned worker, int dir, const char *path, const char *name, struct lw_walk_out *out,
		 struct lw_error *err) {
	(void)ctx;
	(void)worker;
	(void)dir;
	return !is_python(name) ||
		(lw_bytes_add(&out->rows, path, strlen(path), err) &&
		 lw_bytes_add(&out->rows, name, strlen(name) + 1, err));
}

static bool deliver(void *ctx, const struct lw_walk_out *out, struct lw_error *err) {
	const struct looking *l = ctx;
	for (size_t at = 0; at < out->rows.n; at += strlen(out->rows.at + at) + 1)
		LW_TRY(l->each(l->ctx, out->rows.at + at, err));
	return true;
}

static bool member(void *ctx, const struct lw_member *m) {
	struct looking *l = ctx;
	if (m->kind != LW_MEMBER_FILE || m->replaced || !is_python(m->path))
		return true;
	const char *path = lw_target_member_path(l->t, l->target, m->path, l->err);
	l->ok = path != NULL && l->each(l->ctx, path, l->err);
	return l->ok;
}

bool lw_target_python_files(struct lw_targets *t, uint32_t target, lw_target_path_fn *each, void *ctx,
			    struct lw_error *err) {
	struct looking l = {t, target, each, ctx, err, true};
	const struct lw_archive *ar = lw_target_archive(t, target);
	if (ar != NULL) {
		lw_archive_members(ar, member, &l);
		return l.ok;
	}
	return lw_target_walk_all(t, target, note, deliver, &l, err);
}
