/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of a lock are made of, where they tell that they were fused. */
#include "base/fail.h"
#include "base/hex.h"
#include "linkwright/fuse.h"
#include "lock/lock.h"

struct copying {
	struct lw_arena *a;
	struct lw_error *err;
	bool failed;
};

static const char *text(struct copying *c, const char *from) {
	const char *to = from == NULL ? NULL : lw_strdup(c->a, from, c->err);
	c->failed = c->failed || (from != NULL && to == NULL);
	return to;
}

static const char *digits(struct copying *c, const uint8_t *bytes, uint32_t n) {
	const char *to = bytes == NULL ? NULL : lw_hex(c->a, bytes, n, c->err);
	c->failed = c->failed || (bytes != NULL && to == NULL);
	return to;
}

static bool one(struct copying *c, uint32_t into, const struct lw_fused *all, uint32_t i, struct lw_locked_fused *out) {
	const struct lw_fused_file *f = &all->files[i];
	*out = (struct lw_locked_fused){.into = into,
					.is_target = i == 0,
					.within = f->in == LW_NO_ID ? NULL : text(c, all->files[f->in].path),
					.file = {.path = text(c, f->path),
						 .soname = text(c, f->soname),
						 .build_id = digits(c, f->build_id, f->n_build_id),
						 .sha256 = digits(c, f->sha256, sizeof f->sha256),
						 .size = f->size,
						 .owner = {text(c, f->owner.manager), text(c, f->owner.package),
							   text(c, f->owner.version), text(c, f->owner.license)}},
					.offset = f->off,
					.length = f->len};
	return !c->failed;
}

bool lw_locking_fused(struct lw_locking_files *files, struct lw_lockfile *out, struct lw_error *err) {
	struct copying c = {files->a, err, false};
	uint64_t n = 0;
	for (uint32_t i = 0; i < files->list.n; i++)
		n += files->list.at[i]->fused == NULL ? 0 : files->list.at[i]->fused->n_files;
	if (n > LW_LOCK_MOST_FILES)
		return lw_fail(err, LW_E_LIMIT, "more than %u files are fused into others: lock a part of it",
			       LW_LOCK_MOST_FILES);
	struct lw_locked_fused *list = lw_alloc(files->a, (size_t)n, sizeof *list, err);
	if (list == NULL)
		return false;
	out->fused = list;
	for (uint32_t i = 0; i < files->list.n; i++) {
		const struct lw_fused *all = files->list.at[i]->fused;
		for (uint32_t k = 0; all != NULL && k < all->n_files; k++)
			LW_TRY(one(&c, i, all, k, &list[out->n_fused++]));
	}
	return true;
}
