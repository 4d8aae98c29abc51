/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "os/errno_names.h"

#define MOST_TRIES 100
#define MOST_LINKS 40 /* path_resolution(7) */
#define WINDOW ((size_t)64 << 10)
#define NAME_KEPT 200 /* of a long name; with what comes behind it it must fit into NAME_MAX */

/* A directory that may not be read can still be written to, but not synced. */
static int open_dir(int from, const char *path) {
	const int fd = openat(from, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 || errno != EACCES ? fd : openat(from, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Goes from the place's directory to that of path. */
static int enter(struct lw_spot *p, const char *path, struct lw_arena *a, struct lw_error *err) {
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	const char *dir = slash == NULL ? "." : lw_strndup(a, path, slash == path ? 1 : (size_t)(slash - path), err);
	p->name = lw_strdup(a, name, err);
	if (dir == NULL || p->name == NULL)
		return ENOMEM;
	if (*path == '\0')
		return ENOENT;
	if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return EISDIR;
	const int fd = open_dir(p->dir < 0 ? AT_FDCWD : p->dir, dir);
	if (fd < 0)
		return errno;
	lw_spot_close(p);
	p->dir = fd;
	return 0;
}

/* What lies there; a link is gone after, and *again set. */
static int look(struct lw_spot *p, bool *again, struct lw_arena *a, struct lw_error *err) {
	char text[PATH_MAX];
	*again = false;
	p->there = fstatat(p->dir, p->name, &p->st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!p->there)
		return errno == ENOENT ? 0 : errno;
	if (!S_ISLNK(p->st.st_mode))
		return 0;
	const ssize_t n = readlinkat(p->dir, p->name, text, sizeof text);
	if (n < 0 || (size_t)n == sizeof text)
		return n < 0 ? errno : ENAMETOOLONG;
	text[n] = '\0';
	*again = true;
	return enter(p, text, a, err);
}

/* A link of /proc may say a name that its file does not have any more. Others may replace the file meanwhile: then
 * it is looked at again. */
static int really(struct lw_spot *p, const char *path) {
	struct stat st, now;
	for (unsigned i = 0; i < MOST_TRIES; i++) {
		if (stat(path, &st) != 0 || (p->there && st.st_dev == p->st.st_dev && st.st_ino == p->st.st_ino))
			return 0;
		if (fstatat(p->dir, p->name, &now, AT_SYMLINK_NOFOLLOW) != 0)
			return ENOENT;
		if (p->there && now.st_dev == p->st.st_dev && now.st_ino == p->st.st_ino)
			return ENOENT;
		p->st = now;
		p->there = true;
	}
	return ENOENT;
}

int lw_spot_find(struct lw_spot *p, const char *path, struct lw_arena *a, struct lw_error *err) {
	bool again = true;
	*p = (struct lw_spot){.dir = -1};
	int sys = enter(p, path, a, err);
	for (unsigned i = 0; sys == 0 && again; i++)
		sys = i <= MOST_LINKS ? look(p, &again, a, err) : ELOOP;
	return sys != 0 ? sys : really(p, path);
}

void lw_spot_close(struct lw_spot *p) {
	if (p->dir >= 0)
		(void)close(p->dir);
	p->dir = -1;
}

int lw_spot_sync(const struct lw_spot *p) {
	return fsync(p->dir) == 0 ? 0 : errno;
}

/* Does what is told with names that are not there yet, until one of them is the file's. */
static int take_name(struct lw_beside *b, int (*make)(struct lw_beside *b, mode_t mode), mode_t mode) {
	int sys = EEXIST;
	for (unsigned i = 0; sys == EEXIST && i < MOST_TRIES; i++) {
		(void)snprintf(b->temp, sizeof b->temp, ".%.*s.%ld-%u.tmp", NAME_KEPT, b->place->name, (long)getpid(),
			       i);
		sys = make(b, mode);
	}
	b->named = sys == 0;
	return sys;
}

static int create(struct lw_beside *b, mode_t mode) {
	b->fd = openat(b->place->dir, b->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	return b->fd >= 0 ? 0 : errno;
}

static int link_it(struct lw_beside *b, mode_t mode) {
	char self[32];
	(void)mode;
	(void)snprintf(self, sizeof self, "/proc/self/fd/%d", b->fd);
	return linkat(AT_FDCWD, self, b->place->dir, b->temp, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

int lw_beside_open(struct lw_beside *b, const struct lw_spot *place, bool unnamed, mode_t mode) {
	*b = (struct lw_beside){.place = place, .fd = -1};
	if (unnamed)
		b->fd = openat(place->dir, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
	return b->fd >= 0 ? 0 : take_name(b, create, mode);
}

int lw_beside_name(struct lw_beside *b) {
	if (!b->named) {
		/* The bulk goes to the disk first, while there is no name to be left behind. fsync tells what fails. */
		(void)sync_file_range(b->fd, 0, 0,
				      SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
		const int sys = take_name(b, link_it, 0);
		b->unnameable = sys != 0;
		if (sys != 0)
			return sys;
	}
	return fsync(b->fd) == 0 ? 0 : errno;
}

int lw_beside_rename(struct lw_beside *b) {
	const int dir = b->place->dir;
	if (renameat(dir, b->temp, dir, b->place->name) != 0)
		return errno;
	b->named = false;
	return 0;
}

void lw_beside_close(struct lw_beside *b) {
	if (b->named)
		(void)unlinkat(b->place->dir, b->temp, 0);
	if (b->fd >= 0)
		(void)close(b->fd);
	b->named = false;
	b->fd = -1;
}

int lw_beside_write(int fd, const void *bytes, uint64_t n, uint64_t off) {
	const char *at = bytes;
	while (n != 0) {
		const size_t most = n < (uint64_t)1 << 30 ? (size_t)n : (size_t)1 << 30;
		const ssize_t done = pwrite(fd, at, most, (off_t)off);
		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0) {
			at += done;
			n -= (uint64_t)done;
			off += (uint64_t)done;
		}
	}
	return 0;
}

static int write_on(int fd, const uint8_t *bytes, uint64_t n) {
	while (n != 0) {
		const ssize_t done = write(fd, bytes, (size_t)n);
		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0) {
			bytes += done;
			n -= (uint64_t)done;
		}
	}
	return 0;
}

static bool pour(int fd, const struct lw_source *src, struct lw_arena *a, struct lw_error *err) {
	uint8_t *window = lw_alloc_raw(a, WINDOW, 1, err);
	uint64_t got = 0;
	int sys = 0;
	LW_TRY(window != NULL);
	for (uint64_t at = 0; sys == 0 && at < src->size; at += got) {
		LW_TRY(lw_source_read(src, at, window, WINDOW, &got, err));
		if (got == 0)
			return lw_fail(err, LW_E_IO, "the file that it is made from was cut short while it was read");
		sys = write_on(fd, window, got);
	}
	return sys == 0 || lw_beside_fail(err, sys);
}

bool lw_beside_through(const char *path, const struct lw_source *src, struct lw_arena *a, struct lw_error *err) {
	const int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return lw_beside_fail(err, errno);
	const bool ok = pour(fd, src, a, err);
	/* close reports what write could not know yet. */
	return close(fd) == 0 ? ok : ok && lw_beside_fail(err, errno);
}

bool lw_beside_fail(struct lw_error *err, int sys) {
	static const struct {
		int sys;
		const char *hint;
	} hints[] = {
		{EACCES, "; a new file is made beside it, which its directory must allow"},
		{EPERM, "; its directory (sticky bit) or an attribute (chattr +i, +a) forbids to replace it"},
		{EBUSY, "; it is a mount point, which cannot be replaced"},
	};
	struct lw_errno_buf words;
	const char *hint = "";
	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
		if (hints[i].sys == sys)
			hint = hints[i].hint;
	return lw_fail(err, LW_E_IO, "cannot be written: %s%s", lw_errno_words(sys, &words), hint);
}
