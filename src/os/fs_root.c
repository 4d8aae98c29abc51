/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/fs_root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "os/beneath.h"
#include "os/errno_names.h"
#include "os/fs_disk.h"
#include "os/resolve.h"

struct resolved {
	int sys;
	const char *path; /* settled */
};

static const struct lw_root_fs *of(const struct lw_fs *fs) {
	return (const struct lw_root_fs *)fs; /* fs is the first member */
}

/* A settled path, relative to the open root. */
static const char *below(const char *path) {
	return path[1] == '\0' ? "." : path + 1;
}

static int look(const void *ctx, const char *path, enum lw_entry *what, char *target, size_t n_target) {
	const struct lw_root_fs *r = ctx;
	struct stat st;
	if (fstatat(r->dir, below(path), &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno;
	*what = S_ISDIR(st.st_mode) ? LW_ENTRY_DIR : S_ISLNK(st.st_mode) ? LW_ENTRY_LINK : LW_ENTRY_OTHER;
	if (*what != LW_ENTRY_LINK)
		return 0;
	const ssize_t n = readlinkat(r->dir, below(path), target, n_target);
	if (n < 0)
		return errno;
	if ((size_t)n >= n_target)
		return ENAMETOOLONG;
	target[n] = '\0';
	return 0;
}

static int may_search(const void *ctx, const char *path) {
	const struct lw_root_fs *r = ctx;
	return faccessat(r->dir, below(path), X_OK, 0) == 0 ? 0 : errno;
}

static int resolve(const struct lw_root_fs *r, const char *path, char *out) {
	const struct lw_tree tree = {r, look, may_search};
	return lw_resolve(&tree, path, out);
}

/* Where the directory part of a path leads (n bytes of it, with the slash), remembered. NULL: no memory to remember it,
 * and no harm. */
static const struct resolved *directory(const struct lw_root_fs *r, const char *path, size_t n) {
	const struct resolved *known = lw_map_get(&r->memo->dirs, path, n);
	if (known != NULL)
		return known;
	struct lw_error err;
	char real[LW_LONGEST_PATH];
	lw_error_clear(&err);
	char *key = lw_strndup(r->memo->arena, path, n, &err);
	struct resolved *made = key == NULL ? NULL : lw_alloc(r->memo->arena, 1, sizeof *made, &err);
	if (made == NULL)
		return NULL;
	made->sys = resolve(r, key, real);
	if (made->sys == 0)
		made->path = lw_strdup(r->memo->arena, real, &err);
	const bool kept = (made->sys != 0 || made->path != NULL) &&
		lw_map_put(&r->memo->dirs, r->memo->arena, key, n, made, &err);
	return kept ? made : NULL;
}

/* Most names that are looked for are files, or nothing, in a directory that is known. */
static int settle(const struct lw_root_fs *r, const char *path, char *out) {
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? "" : slash + 1;
	const size_t n_name = strlen(name);
	if (n_name == 0 || n_name > 255 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	    strlen(path) >= LW_LONGEST_PATH)
		return resolve(r, path, out);
	const struct resolved *dir = directory(r, path, (size_t)(name - path));
	if (dir == NULL)
		return resolve(r, path, out);
	if (dir->sys != 0)
		return dir->sys;
	const size_t n = strlen(dir->path), k = n > 1;
	char target[LW_LONGEST_PATH];
	enum lw_entry what;
	if (n + k + n_name >= LW_LONGEST_PATH)
		return ENAMETOOLONG;
	memcpy(out, dir->path, n);
	out[n] = '/'; /* overwritten where the directory is the root */
	memcpy(out + n - (n == 1) + 1, name, n_name + 1);
	const int sys = look(r, out, &what, target, sizeof target);
	return sys == 0 && what == LW_ENTRY_LINK ? resolve(r, path, out) : sys;
}

/* Opens by the kernel's own resolution; false: it cannot do that, and *fd means nothing. */
static bool open_inside(const struct lw_root_fs *r, const char *path, int flags, int *fd, int *sys) {
	if (r->memo->by_hand)
		return false;
	*fd = lw_open_in_root(r->dir, path, flags, sys);
	r->memo->by_hand = *sys == ENOSYS;
	return *sys != ENOSYS;
}

/* What lies there, opened for nothing but to be looked at. */
static bool stat_inside(const struct lw_root_fs *r, const char *path, struct lw_stat *st, int *sys) {
	int fd;
	if (!open_inside(r, path, O_PATH, &fd, sys))
		return false;
	if (*sys == 0) {
		*sys = lw_disk_fstat(fd, st);
		close(fd);
	}
	return true;
}

static int file_inside(const struct lw_root_fs *r, const char *path, struct lw_source *src, struct lw_stat *st) {
	int fd, sys;
	if (!open_inside(r, path, O_RDONLY | O_NOCTTY | O_NONBLOCK, &fd, &sys) || sys != 0)
		return sys;
	sys = lw_disk_source(fd, src, st);
	if (sys != 0)
		close(fd);
	/* It was another thing by the time of the open. */
	return sys == EINVAL && st->kind != LW_KIND_FILE ? 0 : sys;
}

static int dir_inside(const struct lw_root_fs *r, const char *path) {
	int fd, sys;
	if (open_inside(r, path, O_RDONLY | O_DIRECTORY, &fd, &sys) && sys == 0)
		close(fd);
	return sys;
}

static int root_stat(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	int inside;
	if (stat_inside(of(fs), path, st, &inside))
		return inside;
	char real[LW_LONGEST_PATH];
	const int sys = settle(of(fs), path, real);
	return sys != 0 ? sys : lw_disk_stat_at(of(fs)->dir, below(real), false, st);
}

static int root_open(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	int inside;
	if (stat_inside(of(fs), path, st, &inside)) {
		if (inside != 0 || st->kind == LW_KIND_OTHER)
			return inside == 0 && st->socket ? ENXIO : inside;
		return st->kind == LW_KIND_DIR ? dir_inside(of(fs), path) : file_inside(of(fs), path, src, st);
	}
	char real[LW_LONGEST_PATH];
	const int sys = settle(of(fs), path, real);
	return sys != 0 ? sys : lw_disk_open_at(of(fs)->dir, below(real), false, src, st);
}

static int root_access(const struct lw_fs *fs, const char *path) {
	char real[LW_LONGEST_PATH];
	const int sys = settle(of(fs), path, real);
	if (sys != 0)
		return sys;
	return faccessat(of(fs)->dir, below(real), R_OK, 0) == 0 ? 0 : errno;
}

static int root_realpath(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	char real[LW_LONGEST_PATH];
	const int sys = settle(of(fs), path, real);
	const size_t n = sys == 0 ? strlen(real) : 0;
	if (sys != 0 || n >= n_buf)
		return sys != 0 ? sys : ENAMETOOLONG;
	memcpy(buf, real, n + 1);
	return 0;
}

static int root_list(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	int sys;
	const int fd = lw_root_fs_dir(of(fs), path, &sys);
	return fd < 0 ? sys : lw_disk_list(fd, each, ctx);
}

static int root_dir(const struct lw_fs *fs, const char *path, int *fd) {
	int sys;
	*fd = lw_root_fs_dir(of(fs), path, &sys);
	return *fd < 0 ? sys : 0;
}

bool lw_root_fs_open(struct lw_root_fs *r, const char *root, struct lw_arena *a, struct lw_error *err) {
	static const struct lw_fs_ops ops = {root_open, root_stat, root_access, root_realpath, root_list, root_dir};
	struct lw_errno_buf words;
	*r = (struct lw_root_fs){.fs = {&ops}, .dir = -1};
	r->memo = lw_alloc(a, 1, sizeof *r->memo, err);
	if (r->memo == NULL)
		return false;
	r->memo->arena = a;
	r->dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->dir >= 0)
		return true;
	lw_error_subject(err, root);
	return lw_fail(err, LW_E_IO, "cannot be a root: %s", lw_errno_words(errno, &words));
}

int lw_root_fs_dir(const struct lw_root_fs *r, const char *path, int *sys) {
	int fd;
	char real[LW_LONGEST_PATH];
	if (open_inside(r, path, O_RDONLY | O_DIRECTORY, &fd, sys))
		return fd;
	*sys = settle(r, path, real);
	if (*sys != 0)
		return -1;
	fd = openat(r->dir, below(real), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	*sys = fd < 0 ? errno : 0;
	return fd;
}

void lw_root_fs_close(struct lw_root_fs *r) {
	if (r->dir >= 0)
		close(r->dir);
	r->dir = -1;
}
