/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a lock: each once, under the path that stays the same wherever the target lies. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "base/path.h"
#include "os/digest.h"
#include "linkwright/elf.h"
#include "lock/lock.h"
#include "owner/owner.h"

static bool has_steps(const char *path) {
	return strstr(path, "/./") != NULL || strstr(path, "/../") != NULL || strstr(path, "//") != NULL;
}

/* "/app/bin/../lib/libx.so" as "/app/lib/libx.so": the directory with its links followed, the name as it is. */
static bool straight(struct lw_locking_files *files, const char *path, const char **out, struct lw_error *err) {
	struct lw_session *s = lw_targets_session(files->targets);
	const char *base = lw_path_base(path), *real;
	int sys;
	*out = path;
	if (path[0] != '/' || !has_steps(path))
		return true;
	const char *dir = lw_strndup(files->a, path, (size_t)(base - path), err);
	LW_TRY(dir != NULL && lw_session_realpath(s, dir, &real, &sys, err));
	if (sys == 0)
		*out = lw_sprintf(files->a, err, "%s%s%s", real, strcmp(real, "/") == 0 ? "" : "/", base);
	return *out != NULL;
}

/* What is left of a path that begins with a directory; NULL: it does not. */
static const char *below(const char *path, const char *dir) {
	const size_t n = dir == NULL ? 0 : strlen(dir);
	return n != 0 && strncmp(path, dir, n) == 0 && path[n] != '\0' ? path + n : NULL;
}

/* The path within the target; else the system's. */
static bool shown(struct lw_locking_files *files, const char *path, const char **out, struct lw_error *err) {
	uint32_t n, which = LW_NO_ID;
	const struct lw_target *t = &lw_targets_at(files->targets, &n)[files->target];
	const char *ignored, *rest = NULL;
	*out = path;
	if (path[0] != '/')
		return true;
	LW_TRY(lw_targets_show(files->targets, path, &ignored, &which, err));
	if (t->kind == LW_TARGET_FILE)
		rest = which == files->target || strcmp(path, t->top) == 0 ? lw_path_base(t->top) : NULL;
	else if (which == files->target)
		rest = below(path, t->prefix);
	if (rest == NULL && which == LW_NO_ID)
		rest = below(path, files->real_top);
	*out = rest == NULL ? path : rest;
	return true;
}

/* What cannot be read has none. */
static bool sum(struct lw_locking_files *files, struct lw_locking_file *at, const struct lw_file *file,
		struct lw_error *err) {
	uint8_t digest[LW_DIGEST_LONGEST];
	struct lw_error bad = {0};
	if (!lw_digest_file(lw_targets_session(files->targets)->fs, at->path, LW_DIGEST_SHA256, digest, &bad))
		return bad.code != LW_E_NOMEM || lw_fail(err, LW_E_NOMEM, "out of memory");
	at->f.size = file->size;
	at->f.sha256 = lw_hex(files->a, digest, lw_digest_size(LW_DIGEST_SHA256), err);
	return at->f.sha256 != NULL;
}

static bool read(struct lw_locking_files *files, struct lw_locking_file *at, const struct lw_file *file,
		 const struct lw_image *image, struct lw_error *err) {
	struct lw_session *s = lw_targets_session(files->targets);
	const char *real;
	int sys;
	LW_TRY(sum(files, at, file, err));
	if (image == NULL)
		image = file->image != NULL ? file->image : file->n_images != 0 ? file->images[0] : NULL;
	if (image != NULL && image->n_build_id != 0)
		LW_TRY((at->f.build_id = lw_hex(files->a, image->build_id, image->n_build_id, err)) != NULL);
	at->fused = image == NULL || image->elf == NULL ? NULL : image->elf->fused;
	if (at->f.soname == NULL && image != NULL && image->soname.text != NULL)
		LW_TRY((at->f.soname = lw_strdup(files->a, image->soname.text, err)) != NULL);
	LW_TRY(lw_session_realpath(s, at->path, &real, &sys, err));
	at->real = sys != 0 ? NULL : lw_strdup(files->a, real, err);
	return sys != 0 || at->real != NULL;
}

static bool make(struct lw_locking_files *files, const char *path, const char *name, const struct lw_file *file,
		 const struct lw_image *image, const char *soname, struct lw_locking_file **out, struct lw_error *err) {
	struct lw_locking_file *at = lw_alloc(files->a, 1, sizeof *at, err);
	struct lw_locking_file **slot = at == NULL ? NULL : lw_vec_add(files->a, &files->list, err);
	if (slot == NULL)
		return false;
	if (files->list.n > LW_LOCK_MOST_FILES)
		return lw_fail(err, LW_E_LIMIT, "needs more than %u files: lock a part of it", LW_LOCK_MOST_FILES);
	*slot = *out = at;
	at->path = lw_strdup(files->a, path, err);
	at->f.path = lw_strdup(files->a, name, err);
	if (at->path == NULL || at->f.path == NULL)
		return false;
	if (soname != NULL)
		LW_TRY((at->f.soname = lw_strdup(files->a, soname, err)) != NULL);
	LW_TRY(file == NULL || read(files, at, file, image, err));
	return lw_map_put(&files->by_shown, files->a, at->f.path, strlen(at->f.path), at, err);
}

bool lw_locking_file(struct lw_locking_files *files, const char *path, const struct lw_file *file,
		     const struct lw_image *image, const char *soname, struct lw_locking_file **out,
		     struct lw_error *err) {
	const char *plain, *name;
	*out = lw_map_get(&files->by_path, path, strlen(path));
	if (*out != NULL)
		return true;
	LW_TRY(straight(files, path, &plain, err) && shown(files, plain, &name, err));
	*out = lw_map_get(&files->by_shown, name, strlen(name));
	if (*out == NULL)
		LW_TRY(make(files, plain, name, file, image, soname, out, err));
	const char *key = lw_strdup(files->a, path, err);
	return key != NULL && lw_map_put(&files->by_path, files->a, key, strlen(key), *out, err);
}

static int by_path(const void *x, const void *y) {
	const struct lw_locking_file *const *a = x, *const *b = y;
	return strcmp((*a)->f.path, (*b)->f.path);
}

bool lw_locking_sort(struct lw_locking_files *files, struct lw_lockfile *out, struct lw_error *err) {
	struct lw_locked_file *list = lw_alloc(files->a, files->list.n, sizeof *list, err);
	if (list == NULL)
		return false;
	if (files->list.n != 0)
		qsort(files->list.at, files->list.n, sizeof files->list.at[0], by_path);
	for (uint32_t i = 0; i < files->list.n; i++) {
		files->list.at[i]->at = i;
		list[i] = files->list.at[i]->f;
	}
	out->files = list;
	out->n_files = files->list.n;
	return true;
}

bool lw_locking_owners(struct lw_locking_files *files, struct lw_error *err) {
	struct lw_owned_file *list = lw_alloc(files->a, files->list.n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < files->list.n; i++)
		list[i].real = files->list.at[i]->real;
	LW_TRY(lw_owners_find(lw_targets_session(files->targets), files->a, list, files->list.n, err));
	for (uint32_t i = 0; i < files->list.n; i++)
		files->list.at[i]->f.owner = list[i].owner;
	return true;
}
