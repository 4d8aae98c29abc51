/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file system: the disk, a tree in memory, later another root or an archive. Paths are absolute. Every call gives 0
 * or an errno; only NOMEM is an error. Nothing but regular files is ever opened.
 */
#ifndef LW_OS_FS_H
#define LW_OS_FS_H

#include "base/arena.h"
#include "os/source.h"

enum lw_kind { LW_KIND_FILE, LW_KIND_DIR, LW_KIND_OTHER };

struct lw_stat {
	enum lw_kind kind;
	uint32_t mode; /* as st_mode has it, without the type */
	uint64_t dev, ino, size;
	int64_t mtime;     /* seconds; of a file on the disk */
	uint32_t mtime_ns; /* and the rest */
	bool socket;       /* which cannot be opened: ENXIO */
};

struct lw_fs;

/* Is given one name of a directory; false: no more. */
typedef bool lw_fs_name_fn(void *ctx, const char *name);

struct lw_fs_ops {
	/* Follows links. For a regular file *src is open and the caller closes it; for a directory or another thing
	 * only *st is set, and no source is opened. */
	int (*open)(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st);
	int (*stat)(const struct lw_fs *fs, const char *path, struct lw_stat *st);
	int (*access)(const struct lw_fs *fs, const char *path); /* may it be read? */
	/* The path with every link followed, NUL-terminated, in buf. */
	int (*realpath)(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf);
	/* Every name in a directory but "." and "..", in no order. */
	int (*list)(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx);
	/* The directory itself, open for calls that take one; it is the caller's. NULL: this one has none to give. */
	int (*dir)(const struct lw_fs *fs, const char *path, int *fd);
};

struct lw_fs {
	const struct lw_fs_ops *ops;
};

/* The disk as this process sees it; static, needs no free. */
const struct lw_fs *lw_fs_disk(void);

#endif
