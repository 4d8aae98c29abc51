/* SPDX-License-Identifier: Apache-2.0 */
/* A file takes the place of another when it is whole: write beside it, fsync, rename (POSIX.1-2017, rename). */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "linkwright/write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/path.h"
#include "os/errno_names.h"

#define MOST_TRIES 100

static int write_all(int fd, const char *bytes, size_t n) {
	while (n != 0) {
		const ssize_t done = write(fd, bytes, n);
		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

/* close reports what write could not know yet. */
static int close_after(int fd, int sys) {
	const int closed = close(fd) == 0 ? 0 : errno;
	return sys != 0 ? sys : closed;
}

static int write_through(const char *path, const char *bytes, size_t n) {
	const int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return fd < 0 ? errno : close_after(fd, write_all(fd, bytes, n));
}

/* A name that nobody has, beside path. */
static int open_beside(struct lw_arena *a, const char *path, char **temp, struct lw_error *err) {
	for (unsigned i = 0; i < MOST_TRIES; i++) {
		*temp = lw_sprintf(a, err, "%s.%ld-%u.tmp", path, (long)getpid(), i);
		const int fd = *temp == NULL ? -1 : open(*temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*temp == NULL || fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* The new name is only sure to stay once its directory is on the disk; where a directory cannot be synced, it is not.
 */
static void sync_directory(struct lw_arena *a, const char *path, struct lw_error *err) {
	const char *base = lw_path_base(path);
	const char *dir = base == path ? "." : lw_strndup(a, path, (size_t)(base - path), err);
	const int fd = dir == NULL ? -1 : open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd);
	(void)close(fd);
}

static int replace(struct lw_arena *a, const char *path, const struct stat *old, const char *bytes, size_t n,
		   struct lw_error *err) {
	char *temp;
	const int fd = open_beside(a, path, &temp, err);
	if (fd < 0)
		return temp == NULL ? ENOMEM : errno;
	int sys = write_all(fd, bytes, n);
	if (sys == 0 && old != NULL && fchmod(fd, old->st_mode & 07777) != 0)
		sys = errno;
	if (sys == 0 && fsync(fd) != 0)
		sys = errno;
	sys = close_after(fd, sys);
	if (sys == 0 && rename(temp, path) != 0)
		sys = errno;
	if (sys != 0)
		(void)unlink(temp);
	else
		sync_directory(a, path, err);
	return sys;
}

bool lw_write_file(const char *path, const char *bytes, size_t n, struct lw_error *err) {
	struct lw_errno_buf words;
	struct lw_arena a = {0};
	struct lw_error bad = {0};
	struct stat st;
	const bool there = stat(path, &st) == 0;
	char *real = there ? realpath(path, NULL) : NULL;
	const int sys = there && !S_ISREG(st.st_mode)
		? write_through(path, bytes, n)
		: replace(&a, real != NULL ? real : path, there ? &st : NULL, bytes, n, &bad);
	free(real);
	lw_arena_free(&a);
	if (bad.code == LW_E_NOMEM && sys == ENOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	return sys == 0 || lw_fail(err, LW_E_IO, "cannot be written: %s", lw_errno_words(sys, &words));
}
