/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/fs_near.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "os/fs_disk.h"

static struct lw_near_dirs *of(const struct lw_fs *fs) {
	return ((const struct lw_near_fs *)((const char *)fs - offsetof(struct lw_near_fs, fs)))->dirs;
}

/* How long the directory part is, with its slash; 0: the path names nothing within a directory. */
static size_t dir_part(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash == NULL || slash[1] == '\0' ? 0 : (size_t)(slash + 1 - path);
}

/* An open directory and the path from there. */
static int nearest(const struct lw_near_dirs *d, const char *path, size_t n, const char **rest) {
	for (unsigned i = 0; i < LW_NEAR_DIRS && n != 0; i++) {
		const struct lw_near_dir *at = &d->at[i];
		if (at->fd >= 0 && at->n == n && memcmp(at->path, path, n) == 0) {
			*rest = path + n;
			return at->fd;
		}
	}
	*rest = path;
	return AT_FDCWD;
}

static void hold(struct lw_near_dirs *d, const char *path, size_t n) {
	struct lw_near_dir *at = &d->at[d->next];
	if (n == 0 || n >= LW_NEAR_PATH)
		return;
	char dir[LW_NEAR_PATH];
	memcpy(dir, path, n);
	dir[n] = '\0';
	const int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (at->fd >= 0)
		close(at->fd);
	at->fd = fd;
	at->n = n;
	memcpy(at->path, path, n);
	d->next = (d->next + 1) % LW_NEAR_DIRS;
}

static int near_open(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	const size_t n = dir_part(path);
	const char *rest;
	const int dir = nearest(of(fs), path, n, &rest);
	const int sys = lw_disk_open_at(dir, rest, true, src, st);
	if (sys == 0 && dir == AT_FDCWD && st->kind == LW_KIND_FILE)
		hold(of(fs), path, n);
	return sys;
}

static int near_stat(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	const char *rest;
	const int dir = nearest(of(fs), path, dir_part(path), &rest);
	return lw_disk_stat_at(dir, rest, true, st);
}

static int near_access(const struct lw_fs *fs, const char *path) {
	(void)fs;
	return lw_fs_disk()->ops->access(lw_fs_disk(), path);
}

static int near_realpath(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	(void)fs;
	return lw_fs_disk()->ops->realpath(lw_fs_disk(), path, buf, n_buf);
}

static int near_list(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	(void)fs;
	return lw_fs_disk()->ops->list(lw_fs_disk(), path, each, ctx);
}

static int near_dir(const struct lw_fs *fs, const char *path, int *fd) {
	(void)fs;
	return lw_fs_disk()->ops->dir(lw_fs_disk(), path, fd);
}

void lw_near_fs_open(struct lw_near_fs *n, struct lw_near_dirs *dirs) {
	static const struct lw_fs_ops ops = {near_open, near_stat, near_access, near_realpath, near_list, near_dir};
	n->fs.ops = &ops;
	n->dirs = dirs;
	dirs->next = 0;
	for (unsigned i = 0; i < LW_NEAR_DIRS; i++)
		dirs->at[i].fd = -1;
}

void lw_near_fs_close(struct lw_near_fs *n) {
	for (unsigned i = 0; n->dirs != NULL && i < LW_NEAR_DIRS; i++)
		if (n->dirs->at[i].fd >= 0)
			close(n->dirs->at[i].fd);
	n->dirs = NULL;
}
