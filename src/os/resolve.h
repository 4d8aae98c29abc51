/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths in a tree that has a root of its own, as the kernel resolves them there: links are followed inside the tree, an
 * absolute one starts at its root, and ".." of the root is the root (path_resolution(7)). Used where the kernel cannot
 * be asked: a tree in memory, or another system's tree without the right to chroot.
 */
#ifndef LW_OS_RESOLVE_H
#define LW_OS_RESOLVE_H

#include <stddef.h>

#define LW_LONGEST_PATH 4096 /* with its NUL; PATH_MAX of Linux */

enum lw_entry { LW_ENTRY_OTHER, LW_ENTRY_DIR, LW_ENTRY_LINK };

/* A tree, as its owner lets it be looked at. Paths given to it are settled: absolute in the tree, each part but the
 * last a directory, no "." or "..". Both give 0 or an errno. */
struct lw_tree {
	const void *ctx;
	/* What lies there, links not followed; for a link its target, NUL-terminated, in target. */
	int (*look)(const void *ctx, const char *path, enum lw_entry *what, char *target, size_t n_target);
	/* May the directory be searched? */
	int (*search)(const void *ctx, const char *path);
};

/* The settled path that an absolute path leads to, in out[LW_LONGEST_PATH]; 0, or the errno that open(2) would give
 * inside (ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG, or what the tree gave). */
int lw_resolve(const struct lw_tree *tree, const char *path, char *out);

#endif
