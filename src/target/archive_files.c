/* SPDX-License-Identifier: Apache-2.0 */
/* The binaries in an archive, in the order of its members: so each part of it is unpacked once. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "format/formats.h"
#include "target/targets.h"

struct looking {
	struct lw_targets *t;
	uint32_t target;
	lw_target_path_fn *each;
	void *ctx;
	struct lw_error *err;
	bool ok;
};

/* What of a wheel lies in NAME.data/platlib or purelib; NULL: the member does not. */
static const char *in_data(const char *member) {
	const char *slash = strchr(member, '/');
	if (slash == NULL || slash - member < 5 || strncmp(slash - 5, ".data", 5) != 0)
		return NULL;
	if (strncmp(slash, "/platlib/", 9) == 0 || strncmp(slash, "/purelib/", 9) == 0)
		return slash + 9;
	return NULL;
}

const char *lw_target_member_path(struct lw_targets *t, uint32_t target, const char *member, struct lw_error *err) {
	const struct lw_opened *at = lw_target_opened(t, target);
	const char *rest = at->kind == LW_TARGET_WHEEL ? in_data(member) : NULL;
	return lw_strcat2(&t->arena, at->prefix, rest != NULL ? rest : member, err);
}

/* *is: by its first bytes it may be a binary. What cannot be read is one, so that it is told why. */
static bool peek(struct looking *l, const char *path, bool *is, struct lw_error *err) {
	uint8_t head[LW_FORMAT_PEEK];
	struct lw_source src;
	struct lw_stat st;
	struct lw_error bad = {0};
	uint64_t got = 0;
	const struct lw_fs *fs = &l->t->mounts.fs;
	*is = false;
	const int sys = fs->ops->open(fs, path, &src, &st);
	if (sys == ENOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return true;
	*is = !lw_source_read(&src, 0, head, sizeof head, &got, &bad) || lw_format_known(head, (size_t)got);
	lw_source_close(&src);
	if (bad.code == LW_E_NOMEM)
		*err = bad;
	return bad.code != LW_E_NOMEM;
}

static bool member(void *ctx, const struct lw_member *m) {
	struct looking *l = ctx;
	bool is = false;
	/* Another name of a file counts as on a disk, where names are listed. */
	const bool file = m->kind == LW_MEMBER_FILE && m->size >= LW_FORMAT_PEEK;
	if ((!file && m->kind != LW_MEMBER_HARD_LINK) || m->replaced)
		return true;
	const char *path = lw_target_member_path(l->t, l->target, m->path, l->err);
	l->ok = path != NULL && peek(l, path, &is, l->err) && (!is || l->each(l->ctx, path, l->err));
	return l->ok;
}

bool lw_target_archive_files(struct lw_targets *t, uint32_t target, lw_target_path_fn *each, void *ctx,
			     struct lw_error *err) {
	struct looking l = {t, target, each, ctx, err, true};
	lw_archive_members(lw_target_archive(t, target), member, &l);
	return l.ok;
}
