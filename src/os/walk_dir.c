/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/walk_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/fail.h"
#include "os/beneath.h"

#define BUFFER ((size_t)32 << 10)

/* What linux/magic.h calls file systems that hold no files of their own; reading some of them blocks or does something.
 */
static bool is_kernels_own(int dir) {
	static const unsigned long types[] = {
		0x9fa0,     /* proc */
		0x62656572, /* sysfs */
		0x64626720, /* debugfs */
		0x74726163, /* tracefs */
		0x73636673, /* securityfs */
		0xf97cff8c, /* selinuxfs */
		0x27e0eb,   /* cgroup */
		0x63677270, /* cgroup2 */
		0xcafe4a11, /* bpf */
		0x1cd1,     /* devpts */
		0x6165676c, /* pstore */
		0xde5e81e4, /* efivarfs */
		0x62656570, /* configfs */
		0x65735543, /* fuse control */
		0x42494e4d, /* binfmt_misc */
		0x67596969, /* rpc_pipefs */
	};
	struct statfs fs;
	if (fstatfs(dir, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (((unsigned long)fs.f_type & 0xffffffff) == types[i])
			return true;
	return false;
}

static int by_kind_and_name(const void *x, const void *y) {
	const struct lw_dir_entry *p = x, *q = y;
	return p->is_dir != q->is_dir ? p->is_dir - q->is_dir : strcmp(p->name, q->name);
}

static bool add(struct lw_dir_entries *e, const char *name, bool is_dir, struct lw_error *err) {
	if (e->n == e->cap) {
		const size_t cap = e->cap == 0 ? 64 : 2 * e->cap;
		struct lw_dir_entry *more = realloc(e->at, cap * sizeof *more);
		if (more == NULL)
			return lw_fail(err, LW_E_NOMEM, "out of memory");
		e->at = more;
		e->cap = cap;
	}
	const char *kept = lw_strdup(&e->names, name, err);
	if (kept == NULL)
		return false;
	e->at[e->n++] = (struct lw_dir_entry){kept, is_dir};
	return true;
}

/* Some file systems do not tell what an entry is. */
static unsigned char type_of(int dir, const struct dirent64 *d) {
	struct stat st;
	if (d->d_type != DT_UNKNOWN || fstatat(dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return d->d_type;
	return S_ISREG(st.st_mode) ? DT_REG : S_ISDIR(st.st_mode) ? DT_DIR : DT_UNKNOWN;
}

static bool take(int dir, const struct dirent64 *d, struct lw_dir_entries *out, struct lw_error *err) {
	const unsigned char type = type_of(dir, d);
	if (type == DT_REG)
		return add(out, d->d_name, false, err);
	return type != DT_DIR || strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0 ||
		add(out, d->d_name, true, err);
}

static bool read_all(int dir, struct lw_dir_entries *out, int *sys, struct lw_error *err) {
	for (;;) {
		const ssize_t n = getdents64(dir, (void *)out->buffer, BUFFER);
		if (n < 0)
			*sys = errno;
		if (n <= 0)
			return true;
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *d = (const void *)(out->buffer + at);
			LW_TRY(take(dir, d, out, err));
			at += d->d_reclen;
		}
	}
}

/* Without openat2(2) only the last part is sure to be no link. */
static int open_plain(int start, const char *path, int *sys) {
	char bare[4096];
	const size_t n = strlen(path);
	*sys = n < sizeof bare ? 0 : ENAMETOOLONG;
	if (*sys != 0)
		return -1;
	memcpy(bare, path, n + 1);
	if (n > 1)
		bare[n - 1] = '\0';
	const int fd = openat(start, bare, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	*sys = fd < 0 ? errno : 0;
	return fd;
}

static int open_dir(int start, const char *path, int *sys) {
	const char *at = *path == '\0' ? "." : path;
	const int fd = lw_open_without_links(start, at, O_RDONLY | O_DIRECTORY, sys);
	return *sys == ENOSYS ? open_plain(start, at, sys) : fd;
}

bool lw_dir_read(int start, const char *path, struct lw_dir_entries *out, int *dir, int *sys, struct lw_error *err) {
	out->n = 0;
	lw_arena_reset(&out->names);
	*dir = -1;
	*sys = 0;
	if (out->buffer == NULL && (out->buffer = malloc(BUFFER)) == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	*dir = open_dir(start, path, sys);
	if (*dir >= 0 && is_kernels_own(*dir)) {
		lw_dir_close(*dir);
		*dir = -1;
	}
	if (*dir < 0)
		return true;
	if (!read_all(*dir, out, sys, err)) {
		lw_dir_close(*dir);
		*dir = -1;
		return false;
	}
	if (out->n > 1)
		qsort(out->at, out->n, sizeof *out->at, by_kind_and_name);
	return true;
}

void lw_dir_close(int dir) {
	close(dir);
}

void lw_dir_entries_free(struct lw_dir_entries *e) {
	lw_arena_free(&e->names);
	free(e->at);
	free(e->buffer);
}
