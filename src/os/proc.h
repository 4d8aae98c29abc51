/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Linux shows of a process below /proc/PID (proc(5)). All of it is reading: the process is not stopped, traced or
 * changed. The directory is held open, so that a later process of the same number is never taken for it: once the
 * process has gone every call gives ESRCH.
 */
#ifndef LW_OS_PROC_H
#define LW_OS_PROC_H

#include "base/arena.h"
#include "os/fs.h"

struct lw_proc {
	uint32_t pid;
	int dir; /* /proc/PID, open; -1: not */
};

/* 0, or an errno: ENOENT where there is no such process. */
int lw_proc_open(uint32_t pid, struct lw_proc *out);
void lw_proc_close(struct lw_proc *p);

/* The whole of a file whose size is only known at its end ("maps", "environ"), in the arena. *sys is 0 and *out set, or
 * the errno (EFBIG: more than limit bytes). Errors: NOMEM. */
bool lw_proc_text(const struct lw_proc *p, const char *name, size_t limit, struct lw_arena *a, struct lw_span *out,
		  int *sys, struct lw_error *err) LW_USE;
/* Where the link name leads ("exe", "cwd"), as the kernel spells it, NUL-terminated in buf. 0 or an errno. */
int lw_proc_link(const struct lw_proc *p, const char *name, char *buf, size_t n_buf);
/* What the link leads to; 0 or an errno. */
int lw_proc_stat(const struct lw_proc *p, const char *name, struct lw_stat *st);
/* The regular file that a link leads to ("exe", "map_files/…"), open also where no path leads to it any more. The
 * caller closes it. */
int lw_proc_file(const struct lw_proc *p, const char *name, struct lw_source *src, struct lw_stat *st);
/* The memory of the process: an offset is an address. Reading where nothing is mapped gives EIO. The caller closes
 * it. */
int lw_proc_memory(const struct lw_proc *p, struct lw_source *src);
/* Do that process's root and this one's name the same files: one root, in one mount name space? */
bool lw_proc_shares_root(const struct lw_proc *p);

#endif
