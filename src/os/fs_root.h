/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another system's tree below a directory of the disk, as if chrooted: no link, absolute or with "..", leads out of it,
 * and no privilege is needed. The kernel sees to that (beneath.h), also while the tree changes. Before Linux 5.6 every
 * link is read and followed here, and what is opened at last is opened without following one: then a tree that is
 * changed at the wrong moment could lead out of itself.
 */
#ifndef LW_OS_FS_ROOT_H
#define LW_OS_FS_ROOT_H

#include "base/map.h"
#include "os/fs.h"

struct lw_root_memo {
	struct lw_arena *arena;
	bool by_hand;       /* the kernel does not know openat2(2): links are read and followed here */
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
/* The directory at path, open to be read; -1 with *sys. */
int lw_root_fs_dir(const struct lw_root_fs *r, const char *path, int *sys);
void lw_root_fs_close(struct lw_root_fs *r);

#endif
