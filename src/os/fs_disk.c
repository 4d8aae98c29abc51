/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/fs_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t read_fd(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	uint64_t got = 0;
	while (got < n) {
		uint64_t step = n - got < ((uint64_t)1 << 30) ? n - got : (uint64_t)1 << 30;
		ssize_t r = pread(src->fd, (char *)buf + got, (size_t)step, (off_t)(off + got));
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			*sys = errno;
			return -1;
		}
		if (r == 0)
			break;
		got += (uint64_t)r;
	}
	return (int64_t)got;
}

static void close_fd(struct lw_source *src) {
	close(src->fd);
}

static void take(const struct stat *raw, struct lw_stat *st) {
	*st = (struct lw_stat){
		.kind = S_ISREG(raw->st_mode)   ? LW_KIND_FILE
			: S_ISDIR(raw->st_mode) ? LW_KIND_DIR
						: LW_KIND_OTHER,
		.mode = raw->st_mode & 07777,
		.dev = raw->st_dev,
		.ino = raw->st_ino,
		.size = (uint64_t)raw->st_size,
		.mtime = raw->st_mtim.tv_sec,
		.mtime_ns = (uint32_t)raw->st_mtim.tv_nsec,
		.socket = S_ISSOCK(raw->st_mode),
	};
}

int lw_disk_stat_at(int dir, const char *path, bool follow, struct lw_stat *st) {
	struct stat raw;
	if (fstatat(dir, path, &raw, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
		return errno;
	take(&raw, st);
	return 0;
}

_Static_assert(LW_DISK_HERE == AT_FDCWD, "as fcntl.h has it");

static const struct lw_source_ops disk_ops = {.read = read_fd, .close = close_fd};

int lw_disk_open_dir(const char *path, int *sys) {
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*sys = fd < 0 ? errno : 0;
	return fd;
}

int lw_disk_fstat(int fd, struct lw_stat *st) {
	struct stat raw;
	if (fstat(fd, &raw) != 0)
		return errno;
	take(&raw, st);
	return 0;
}

int lw_disk_source(int fd, struct lw_source *src, struct lw_stat *st) {
	const int sys = lw_disk_fstat(fd, st);
	if (sys != 0 || st->kind != LW_KIND_FILE)
		return sys != 0 ? sys : EINVAL;
	*src = (struct lw_source){.ops = &disk_ops, .size = st->size, .fd = fd};
	return 0;
}

int lw_disk_peek_at(int dir, const char *name, void *buf, size_t n, size_t *got, int *fd) {
	*fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (*fd < 0)
		return errno;
	ssize_t r;
	do
		r = pread(*fd, buf, n, 0);
	while (r < 0 && errno == EINTR);
	*got = r < 0 ? 0 : (size_t)r;
	return r < 0 ? errno : 0;
}

void lw_disk_close(int fd) {
	close(fd);
}

/* The kind is looked at before the open, since opening a device can do something, and again after it. */
int lw_disk_open_at(int dir, const char *path, bool follow, struct lw_source *src, struct lw_stat *st) {
	int sys = lw_disk_stat_at(dir, path, follow, st);
	if (sys != 0)
		return sys;
	if (st->socket)
		return ENXIO;
	if (st->kind != LW_KIND_FILE)
		return st->kind == LW_KIND_DIR && faccessat(dir, path, R_OK, 0) != 0 ? errno : 0;
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW));
	if (fd < 0)
		return errno;
	sys = lw_disk_source(fd, src, st);
	if (sys != 0)
		close(fd);
	/* It was another thing by the time of the open. */
	return sys == EINVAL && st->kind != LW_KIND_FILE ? 0 : sys;
}

static int disk_stat(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	(void)fs;
	return lw_disk_stat_at(AT_FDCWD, path, true, st);
}

static int disk_open(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	(void)fs;
	return lw_disk_open_at(AT_FDCWD, path, true, src, st);
}

static int disk_access(const struct lw_fs *fs, const char *path) {
	(void)fs;
	return access(path, R_OK) == 0 ? 0 : errno;
}

static int disk_realpath(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	(void)fs;
	char real[PATH_MAX];
	if (realpath(path, real) == NULL)
		return errno;
	const size_t n = strlen(real);
	if (n >= n_buf)
		return ENAMETOOLONG;
	memcpy(buf, real, n + 1);
	return 0;
}

int lw_disk_list(int fd, lw_fs_name_fn *each, void *ctx) {
	DIR *dir = fdopendir(fd);
	int sys = dir == NULL ? errno : 0;
	if (dir == NULL) {
		close(fd);
		return sys;
	}
	for (bool more = true; more;) {
		errno = 0;
		const struct dirent *d = readdir(dir);
		sys = errno;
		more = d != NULL &&
			(strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0 || each(ctx, d->d_name));
	}
	closedir(dir);
	return sys;
}

static int disk_list(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	int sys;
	(void)fs;
	const int fd = lw_disk_open_dir(path, &sys);
	return fd < 0 ? sys : lw_disk_list(fd, each, ctx);
}

static int disk_dir(const struct lw_fs *fs, const char *path, int *fd) {
	int sys;
	(void)fs;
	*fd = lw_disk_open_dir(path, &sys);
	return sys;
}

const struct lw_fs *lw_fs_disk(void) {
	static const struct lw_fs_ops ops = {disk_open, disk_stat, disk_access, disk_realpath, disk_list, disk_dir};
	static const struct lw_fs disk = {&ops};
	return &disk;
}
