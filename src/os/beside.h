/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file on its way to its place. It is written beside it, in the same directory, and takes the place in one step
 * (POSIX.1-2017, rename). Where the system can it has no name while it is written (open(2), O_TMPFILE): what is killed
 * then leaves nothing behind. Included behind what asks for GNU's names.
 */
#ifndef LW_OS_BESIDE_H
#define LW_OS_BESIDE_H

#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>

#include "os/source.h"

/* Where a file is to lie. */
struct lw_spot {
	int dir;          /* open; -1: none */
	const char *name; /* in it; no link */
	bool there;
	struct stat st; /* of what is there */
};

/* Follows the links at the end of path, also to where nothing is yet. The caller calls lw_spot_close, after a failure
 * too. Gives 0 or an errno; ENOMEM with *err where memory has run out. */
int lw_spot_find(struct lw_spot *p, const char *path, struct lw_arena *a, struct lw_error *err);
void lw_spot_close(struct lw_spot *p);
/* A new name is only sure to stay once its directory is on the disk. Gives 0 or an errno. */
int lw_spot_sync(const struct lw_spot *p);

struct lw_beside {
	const struct lw_spot *place;
	int fd;                  /* open to read and write; -1: none */
	bool named;              /* temp is in the directory */
	bool unnameable;         /* lw_beside_name found that this needs lw_beside_open with a name */
	char temp[NAME_MAX + 1]; /* begins with a dot, so that ldconfig never takes it for a library */
};

/* A new empty file. Gives 0 or an errno. */
int lw_beside_open(struct lw_beside *b, const struct lw_spot *place, bool unnamed, mode_t mode);
/* Gives it a name, unless it has one, and syncs it under that name: a file without one need not outlive a crash. */
int lw_beside_name(struct lw_beside *b);
/* It takes its place. */
int lw_beside_rename(struct lw_beside *b);
/* Closes it; what has not taken its place is gone. */
void lw_beside_close(struct lw_beside *b);

/* All n bytes at off. Gives 0 or an errno. */
int lw_beside_write(int fd, const void *bytes, uint64_t n, uint64_t off);

/* What is no plain file (/dev/stdout, a FIFO) has no place to take: it is written to as it is. Errors: IO, NOMEM. */
bool lw_beside_through(const char *path, const struct lw_source *src, struct lw_arena *a, struct lw_error *err) LW_USE;

/* "cannot be written: …", with what can be done where that is known. Gives false. */
bool lw_beside_fail(struct lw_error *err, int sys);

#endif
