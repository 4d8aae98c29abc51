/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another system's tree below a directory of the disk, as if chrooted: no link, absolute or with "..", leads out of it,
 * and no privilege is needed. Every link is read and followed here, and what is opened at last is opened without
 * following one. Directories that were resolved are remembered: a tree that changes meanwhile may be seen as it was.
 */
#ifndef LW_OS_FS_ROOT_H
#define LW_OS_FS_ROOT_H

#include "base/map.h"
#include "os/fs.h"

struct lw_root_memo {
	struct lw_arena *arena;
	struct lw_map dirs; /* path -> where it leads */
};

struct lw_root_fs {
	struct lw_fs fs; /* give &r->fs to whoever wants a file system */
	int dir;         /* the root, open */
	struct lw_root_memo *memo;
};

/* Opens the root; memory is the arena's. The caller closes it with lw_root_fs_close, also after a failure. Errors: IO
 * (it is not there, no directory, or may not be entered), NOMEM. */
bool lw_root_fs_open(struct lw_root_fs *r, const char *root, struct lw_arena *a, struct lw_error *err) LW_USE;
void lw_root_fs_close(struct lw_root_fs *r);

#endif
