/* SPDX-License-Identifier: Apache-2.0 */
/* The native binaries of a target. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "format/formats.h"
#include "os/errno_names.h"
#include "os/fs_disk.h"
#include "os/resolve.h"
#include "os/walk.h"
#include "target/targets.h"

#define MOST_FILES (1u << 20)

struct finding {
	struct lw_targets *t;
	uint32_t target;
	LW_VEC(const char *) paths;
};

/* One file of a directory on the disk; what is no binary by its first bytes is not kept. */
static bool peek(void *ctx, unsigned worker, int dir, const char *path, const char *name, struct lw_walk_out *out,
		 struct lw_error *err) {
	uint8_t head[LW_FORMAT_PEEK];
	size_t got = 0;
	int fd;
	const int sys = lw_disk_peek_at(dir, name, head, sizeof head, &got, &fd);
	(void)ctx;
	(void)worker;
	if (fd >= 0)
		lw_disk_close(fd);
	if (sys != 0)
		return lw_walk_trouble_of(out, path, name, sys, err);
	if (!lw_format_known(head, got))
		return true;
	return lw_bytes_add(&out->rows, path, strlen(path), err) &&
		lw_bytes_add(&out->rows, name, strlen(name) + 1, err);
}

static bool keep(struct finding *f, const char *path, struct lw_error *err) {
	if (f->paths.n >= MOST_FILES)
		return lw_fail(err, LW_E_LIMIT, "holds more than %u binaries: name a part of it", MOST_FILES);
	const char *kept = lw_strdup(&f->t->arena, path, err);
	const char **at = kept == NULL ? NULL : lw_vec_add(&f->t->arena, &f->paths, err);
	if (at == NULL)
		return false;
	*at = kept;
	return true;
}

static bool keep_path(void *ctx, const char *path, struct lw_error *err) {
	return keep(ctx, path, err);
}

/* What cannot be read may be a binary: nobody knows. */
static bool keep_trouble(struct finding *f, const char *path, const char *text, struct lw_error *err) {
	struct lw_targets *t = f->t;
	struct lw_error *what = lw_alloc(&t->arena, 1, sizeof *what, err);
	struct lw_unread *at = what == NULL ? NULL : lw_vec_add(&t->arena, &t->unread, err);
	uint32_t which;
	if (at == NULL)
		return false;
	(void)lw_fail(what, LW_E_IO, "%s", text);
	*at = (struct lw_unread){.target = f->target, .error = what};
	return lw_targets_show(t, path, &at->file, &which, err);
}

static bool troubles(struct finding *f, const struct lw_bytes *b, struct lw_error *err) {
	for (size_t at = 0; at < b->n;) {
		const char *path = b->at + at, *text = path + strlen(path) + 1;
		LW_TRY(keep_trouble(f, path, text, err));
		at = (size_t)(text - b->at) + strlen(text) + 1;
	}
	return true;
}

static bool deliver(void *ctx, const struct lw_walk_out *out, struct lw_error *err) {
	LW_TRY(troubles(ctx, &out->troubles, err));
	for (size_t at = 0; at < out->rows.n; at += strlen(out->rows.at + at) + 1)
		LW_TRY(keep(ctx, out->rows.at + at, err));
	return true;
}

bool lw_target_walk(struct lw_targets *t, const char *dir, lw_target_file_fn *file, lw_target_rows_fn *rows, void *ctx,
		    struct lw_error *err) {
	const struct lw_walk w = {.workers = 1, .ctx = ctx, .file = file, .deliver = rows};
	struct lw_errno_buf words;
	int sys = 0;
	const int start = t->root.dir < 0 ? lw_disk_open_dir(dir, &sys) : lw_root_fs_dir(&t->root, dir, &sys);
	if (start < 0)
		return lw_fail(err, LW_E_IO, "cannot be read: %s", lw_errno_words(sys, &words));
	const bool ok = lw_walk_run(&w, start, dir, err);
	lw_disk_close(start);
	return ok;
}

/* Of a place that is a single file, or is gone, nothing is walked. */
bool lw_target_walk_all(struct lw_targets *t, uint32_t target, lw_target_file_fn *file, lw_target_rows_fn *rows,
			void *ctx, struct lw_error *err) {
	const char *const *places;
	struct lw_stat st;
	uint32_t n;
	LW_TRY(lw_target_walk(t, t->list.at[target].top, file, rows, ctx, err));
	LW_TRY(lw_target_places(t, target, &places, &n, err));
	for (uint32_t i = 0; i < n; i++)
		if (t->base->ops->stat(t->base, places[i], &st) == 0 && st.kind == LW_KIND_DIR)
			LW_TRY(lw_target_walk(t, places[i], file, rows, ctx, err));
	return true;
}

/* Is it something that a loader would take, or that can be run? Damaged files stay: they are to be told about. */
static bool is_native(const struct lw_file *f) {
	bool any = f->n_images == 0 && f->error != NULL && f->error->code != LW_E_UNKNOWN_FORMAT;
	for (uint32_t i = 0; i < f->n_images; i++)
		any = any || f->images[i]->kind != LW_IMAGE_OTHER;
	return any;
}

static bool only_native(struct finding *f, struct lw_error *err) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < f->paths.n; i++) {
		const struct lw_file *file;
		int sys;
		LW_TRY(lw_session_load(f->t->session, f->paths.at[i], &file, &sys, err));
		if (sys == 0 && is_native(file))
			f->paths.at[n++] = f->paths.at[i];
	}
	f->paths.n = n;
	return true;
}

bool lw_targets_files(struct lw_targets *t, uint32_t target, const char *const **paths, uint32_t *n,
		      struct lw_error *err) {
	const struct lw_target *at = &t->list.at[target];
	struct finding f = {.t = t, .target = target};
	bool ok = true;
	if (at->error != NULL) {
		*err = *at->error;
		return false;
	}
	switch (at->kind) {
	case LW_TARGET_FILE:
		ok = keep(&f, at->top, err);
		break;
	case LW_TARGET_DIRECTORY:
	case LW_TARGET_SITE:
		ok = lw_target_walk_all(t, target, peek, deliver, &f, err) && only_native(&f, err);
		break;
	case LW_TARGET_PROCESS:
		ok = lw_fail(err, LW_E_UNSUPPORTED, "is a process: only check and ps look at those");
		break;
	default:
		ok = lw_target_archive_files(t, target, keep_path, &f, err) && only_native(&f, err);
	}
	if (!ok)
		lw_error_subject(err, at->word);
	*paths = f.paths.at;
	*n = f.paths.n;
	return ok;
}

const struct lw_unread *lw_targets_unread(const struct lw_targets *t, uint32_t *n) {
	*n = t->unread.n;
	return t->unread.at;
}

/* "WORD/lib/x.so" of what lies in a target, the word alone of one that is a file. */
static const char *in_target(struct lw_targets *t, const struct lw_target *at, const char *path, struct lw_error *err) {
	const struct lw_opened *o = lw_target_opened(t, (uint32_t)(at - t->list.at));
	if (at->kind == LW_TARGET_FILE && (o == NULL || strcmp(at->top, path) == 0))
		return at->word;
	const char *word = o == NULL ? at->word : o->word, *prefix = o == NULL ? at->prefix : o->prefix;
	const size_t n = strlen(prefix), k = strlen(word);
	const char *rest = strncmp(path, prefix, n) == 0 ? path + n : path;
	return lw_sprintf(&t->arena, err, "%s%s%s", word, k != 0 && word[k - 1] == '/' ? "" : "/", rest);
}

/* On the disk: the target that begins deepest. */
static uint32_t of_prefix(const struct lw_targets *t, const char *path) {
	uint32_t best = LW_NO_ID;
	size_t longest = 0;
	for (uint32_t i = 0; i < t->list.n; i++) {
		const struct lw_target *at = &t->list.at[i];
		const size_t n = strlen(at->prefix);
		if (lw_target_opened(t, i) != NULL)
			continue;
		if (at->kind == LW_TARGET_FILE && strcmp(at->top, path) == 0)
			return i;
		if (n <= longest || strncmp(path, at->prefix, n) != 0)
			continue;
		best = i;
		longest = n;
	}
	return best;
}

bool lw_targets_show(struct lw_targets *t, const char *path, const char **shown, uint32_t *which,
		     struct lw_error *err) {
	char folded[LW_LONGEST_PATH];
	if (path[0] == '/' && strstr(path, "/../") != NULL && lw_path_fold(path, folded, sizeof folded))
		path = folded;
	const struct lw_mount *mount = t->mounts.mounts.n == 0 ? NULL : lw_mount_fs_which(&t->mounts, path);
	*which = mount == NULL ? of_prefix(t, path) : mount->owner;
	*shown = *which == LW_NO_ID ? lw_strdup(&t->arena, path, err) : in_target(t, &t->list.at[*which], path, err);
	return *shown != NULL;
}
