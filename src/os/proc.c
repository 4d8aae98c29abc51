/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "os/fs_disk.h"

#define FIRST_PIECE ((size_t)64 << 10)

int lw_proc_open(uint32_t pid, struct lw_proc *out) {
	char path[32];
	snprintf(path, sizeof path, "/proc/%lu", (unsigned long)pid);
	*out = (struct lw_proc){.pid = pid, .dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	return out->dir < 0 ? errno : 0;
}

void lw_proc_close(struct lw_proc *p) {
	if (p->dir >= 0)
		close(p->dir);
	p->dir = -1;
}

static int open_at(const struct lw_proc *p, const char *name) {
	return openat(p->dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* Reads on until the end; 0 or an errno. */
static int read_all(int fd, char *at, size_t cap, size_t *n) {
	*n = 0;
	while (*n < cap) {
		const ssize_t r = read(fd, at + *n, cap - *n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return r < 0 ? errno : 0;
		*n += (size_t)r;
	}
	return EFBIG;
}

/* A file that did not fit is read anew from its start, so that its parts belong together as far as the kernel sees to
 * that. */
bool lw_proc_text(const struct lw_proc *p, const char *name, size_t limit, struct lw_arena *a, struct lw_span *out,
		  int *sys, struct lw_error *err) {
	*sys = EFBIG;
	for (size_t cap = FIRST_PIECE; *sys == EFBIG && cap / 2 <= limit; cap *= 2) {
		const struct lw_arena_mark mark = lw_arena_mark(a);
		char *at = lw_alloc_raw(a, cap, 1, err);
		if (at == NULL)
			return false;
		size_t n = 0;
		const int fd = open_at(p, name);
		*sys = fd < 0 ? errno : read_all(fd, at, cap, &n);
		if (fd >= 0)
			close(fd);
		*out = (struct lw_span){(const uint8_t *)at, n};
		if (*sys != 0)
			lw_arena_rewind(a, mark);
	}
	return true;
}

int lw_proc_link(const struct lw_proc *p, const char *name, char *buf, size_t n_buf) {
	const ssize_t n = readlinkat(p->dir, name, buf, n_buf);
	if (n < 0)
		return errno;
	if ((size_t)n >= n_buf)
		return ENAMETOOLONG;
	buf[n] = '\0';
	return 0;
}

int lw_proc_stat(const struct lw_proc *p, const char *name, struct lw_stat *st) {
	return lw_disk_stat_at(p->dir, name, true, st);
}

int lw_proc_file(const struct lw_proc *p, const char *name, struct lw_source *src, struct lw_stat *st) {
	const int sys = lw_disk_open_at(p->dir, name, true, src, st);
	return sys != 0 || st->kind == LW_KIND_FILE ? sys : EINVAL;
}

int lw_proc_memory(const struct lw_proc *p, struct lw_source *src) {
	struct lw_stat st;
	const int fd = open_at(p, "mem");
	const int sys = fd < 0 ? errno : lw_disk_source(fd, src, &st);
	if (sys == 0)
		src->size = INT64_MAX; /* the file says 0; pread takes no more */
	else if (fd >= 0)
		close(fd);
	return sys;
}

static bool same_link(const struct lw_proc *p, const char *name, const char *own) {
	char theirs[64], ours[64];
	const ssize_t n = readlink(own, ours, sizeof ours);
	return n > 0 && (size_t)n < sizeof ours && lw_proc_link(p, name, theirs, sizeof theirs) == 0 &&
		strlen(theirs) == (size_t)n && memcmp(theirs, ours, (size_t)n) == 0;
}

bool lw_proc_shares_root(const struct lw_proc *p) {
	struct lw_stat theirs, ours;
	return same_link(p, "ns/mnt", "/proc/self/ns/mnt") && lw_proc_stat(p, "root", &theirs) == 0 &&
		lw_disk_stat_at(LW_DISK_HERE, "/", true, &ours) == 0 && theirs.dev == ours.dev &&
		theirs.ino == ours.ino;
}
