/* SPDX-License-Identifier: Apache-2.0 */
/* A file system in memory, for world files and tests: files, directories, symbolic and hard links, permissions.
 * Everything lies in one arena. */
#ifndef LW_OS_FS_MEM_H
#define LW_OS_FS_MEM_H

#include "base/arena.h"
#include "base/map.h"
#include "os/fs.h"

enum lw_mem_kind { LW_MEM_DIR, LW_MEM_FILE, LW_MEM_LINK };

struct lw_mem_node {
	enum lw_mem_kind kind;
	uint32_t mode;
	int sys; /* opening it fails with this */
	uint64_t ino;
	struct lw_span bytes;
	const char *target;       /* of a link */
	const char *path;         /* its own, without links in it */
	struct lw_mem_node *next; /* in the order of making */
};

struct lw_mem_fs {
	struct lw_fs fs; /* give &m.fs to whoever wants a file system */
	struct lw_arena *arena;
	struct lw_map nodes;
	struct lw_mem_node *first, *last;
	uint64_t n_inodes;
};

/* An empty file system in the arena. Errors: NOMEM. */
bool lw_mem_fs_init(struct lw_mem_fs *m, struct lw_arena *a, struct lw_error *err) LW_USE;

/* Makes a node at an absolute path without links in it, and the directories above it. Content is borrowed. Errors:
 * NOMEM, USAGE (the path is taken, or not absolute). */
struct lw_mem_node *lw_mem_fs_add(struct lw_mem_fs *m, const char *path, enum lw_mem_kind kind, struct lw_error *err);

/* The node behind a path with every link followed; NULL and *sys. */
struct lw_mem_node *lw_mem_fs_find(const struct lw_mem_fs *m, const char *path, int *sys);

#endif
