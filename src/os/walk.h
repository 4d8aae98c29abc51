/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every regular file below a directory, looked at by several threads. What they write comes out in one order: the files
 * of a directory by name, then its subdirectories by name. No link is followed below the start (by the kernel's word
 * from Linux 5.6 on, also while directories are exchanged for links), nothing but a directory or a regular file is
 * opened, and file systems that only show the kernel (proc, sysfs and the like) are left out. What waits to be written
 * is limited.
 */
#ifndef LW_OS_WALK_H
#define LW_OS_WALK_H

#include "base/heap.h"

/* What one directory gave, which waits to be written: rows, and pairs of NUL-terminated strings (path, what went
 * wrong). */
struct lw_walk_out {
	struct lw_bytes rows, troubles;
};

void lw_walk_out_free(struct lw_walk_out *out);
/* Says what went wrong with name in dir ("" for dir itself): a sentence, or an errno. Errors: NOMEM. */
bool lw_walk_trouble(struct lw_walk_out *out, const char *dir, const char *name, const char *text,
		     struct lw_error *err) LW_USE;
bool lw_walk_trouble_of(struct lw_walk_out *out, const char *dir, const char *name, int sys,
			struct lw_error *err) LW_USE;

struct lw_walk {
	unsigned workers;
	void *ctx;
	/* A regular file: name in the directory that is open as dir and called path (with a slash at its end). Called
	 * by several threads; worker tells them apart. */
	bool (*file)(void *ctx, unsigned worker, int dir, const char *path, const char *name, struct lw_walk_out *out,
		     struct lw_error *err);
	/* Takes what one directory gave, or a part of it, in order, one call at a time. */
	bool (*deliver)(void *ctx, const struct lw_walk_out *out, struct lw_error *err);
};

/* start: the open directory, which stays the caller's; name: as it is called in paths. The first call that gives false
 * ends the walk. Errors: NOMEM, and what the calls give. A directory that cannot be read is a trouble. */
bool lw_walk_run(const struct lw_walk *w, int start, const char *name, struct lw_error *err) LW_USE;

#endif
