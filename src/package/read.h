/* SPDX-License-Identifier: Apache-2.0 */
/* Small files and directories of a package, through the one door of file systems. */
#ifndef LW_PACKAGE_READ_H
#define LW_PACKAGE_READ_H

#include "os/fs.h"

#define LW_PACKAGE_SMALL ((uint64_t)16 << 20)
#define LW_PACKAGE_MOST_NAMES 1000000

/* Is the errno (0 is none) one of "it is not there"? Else it is an error: true, or false with NOMEM or IO. */
bool lw_package_absent(int sys, const char *path, struct lw_error *err) LW_USE;

/* The whole of a regular file in the arena. *there is false (and nothing is an error) where no regular file can be
 * opened. Errors: LIMIT (more than most bytes), IO, NOMEM. */
bool lw_package_read(const struct lw_fs *fs, const char *path, uint64_t most, struct lw_arena *a, bool *there,
		     struct lw_span *out, struct lw_error *err) LW_USE;

/* The names in a directory, in the order of their bytes; none where it is no directory. Errors: LIMIT, IO, NOMEM. */
bool lw_package_list(const struct lw_fs *fs, const char *dir, struct lw_arena *a, const char *const **names,
		     uint32_t *n, struct lw_error *err) LW_USE;

/* dir + slash + name. NULL: NOMEM. */
char *lw_package_path(struct lw_arena *a, const char *dir, const char *name, struct lw_error *err) LW_USE;

/* Is the path a regular file (LW_KIND_FILE), a directory …? False: it is not there. */
bool lw_package_kind(const struct lw_fs *fs, const char *path, enum lw_kind *kind);

struct lw_package_file {
	const char *path; /* below the top */
	uint64_t size;
};

/* Every regular file below a directory, by path, also one that a link leads to; links to directories are not followed.
 * Errors: LIMIT (more than a million, or more than 64 directories deep), IO, NOMEM. */
bool lw_package_files(const struct lw_fs *fs, const char *top, struct lw_arena *a, const struct lw_package_file **files,
		      uint32_t *n, struct lw_error *err) LW_USE;

/* One of the files by its path, or NULL. */
const struct lw_package_file *lw_package_file_at(const struct lw_package_file *files, uint32_t n, const char *path);

#endif
