/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The disk, with the directories where files were found held open: the next file there is reached by its name, and the
 * kernel does not walk the whole path again. What a path leads to stays the same, unless directories are renamed
 * meanwhile. Used by one thread.
 */
#ifndef LW_OS_FS_NEAR_H
#define LW_OS_FS_NEAR_H

#include "os/fs.h"

#define LW_NEAR_DIRS 4
#define LW_NEAR_PATH 256 /* longer ones are not held */

struct lw_near_dir {
	int fd; /* -1: none */
	size_t n;
	char path[LW_NEAR_PATH];
};

struct lw_near_dirs {
	unsigned next; /* the one to give up */
	struct lw_near_dir at[LW_NEAR_DIRS];
};

struct lw_near_fs {
	struct lw_fs fs; /* give &n->fs to whoever wants a file system */
	struct lw_near_dirs *dirs;
};

/* dirs is borrowed until lw_near_fs_close. */
void lw_near_fs_open(struct lw_near_fs *n, struct lw_near_dirs *dirs);
/* A zeroed one is allowed. */
void lw_near_fs_close(struct lw_near_fs *n);

#endif
