/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a set of targets: the file systems that make its world, and the session over them. */
#ifndef LW_TARGET_TARGETS_H
#define LW_TARGET_TARGETS_H

#include "linkwright/target.h"
#include "os/fs_mount.h"
#include "os/fs_root.h"
#include "session/session.h"

struct lw_targets {
	struct lw_arena arena;
	struct lw_root_fs root; /* its dir is -1 where the base is this system */
	const struct lw_fs *base;
	struct lw_mount_fs mounts; /* its owners are numbers of targets */
	struct lw_session *session;
	const char *cwd;
	LW_VEC(struct lw_target) list;
};

/* file.c: what a word stands for that is a path of the base. Errors: as lw_targets_new. */
bool lw_target_of_path(struct lw_targets *t, const char *word, struct lw_target *out, struct lw_error *err) LW_USE;

#endif
