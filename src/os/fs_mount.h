/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file system with others laid over it at directories of it, as mount(8) and a union would: below such a directory
 * what is mounted there hides the base, the last mount first. Links of a mounted file system stay inside it; a path
 * that leaves the mount with ".." leads into the base.
 */
#ifndef LW_OS_FS_MOUNT_H
#define LW_OS_FS_MOUNT_H

#include "base/vec.h"
#include "os/fs.h"

struct lw_mount {
	const char *at;  /* "/site-packages"; "" for the root */
	const char *sub; /* what of fs is shown there: "/x.data/platlib"; "" for all */
	const struct lw_fs *fs;
	uint32_t owner; /* the caller's own number */
};

struct lw_mount_fs {
	struct lw_fs fs;          /* give &m->fs to whoever wants a file system */
	const struct lw_fs *base; /* NULL: there is nothing else */
	struct lw_arena *arena;
	LW_VEC(struct lw_mount) mounts;
};

/* Memory is the arena's; base is borrowed. */
void lw_mount_fs_init(struct lw_mount_fs *m, const struct lw_fs *base, struct lw_arena *a);
/* fs is borrowed, the texts are too. Errors: NOMEM. */
bool lw_mount_fs_add(struct lw_mount_fs *m, struct lw_mount mount, struct lw_error *err) LW_USE;
/* The mount that a path leads into and that has something there; NULL: the base. */
const struct lw_mount *lw_mount_fs_which(const struct lw_mount_fs *m, const char *path);

#endif
