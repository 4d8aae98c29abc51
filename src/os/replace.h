/* SPDX-License-Identifier: Apache-2.0 */
/* A file takes the place of the one that it was made from, whole or not at all. */
#ifndef LW_OS_REPLACE_H
#define LW_OS_REPLACE_H

#include "os/pieces.h"

/* What became of the old file's attributes: sentences for people, in the arena. */
struct lw_replaced {
	struct {
		const char **at;
		uint32_t n, cap;
	} notes;
};

/*
 * Writes pieces, which are made from the open file at path, to the file at to, or where to is NULL to path itself. The
 * new file is written beside its place, synced, read back and compared, and renamed: until then, and after a failure,
 * what was there is untouched. A symbolic link is followed. Owner, mode, access lists, extended attributes and
 * capabilities of path are given to the new file as far as the caller may; what could not be kept is noted, as are
 * other names of the old file (hard links), which keep the old bytes. Errors: IO (also: path is not the file any more
 * that pieces were made from), INTERNAL (what is read back differs), NOMEM.
 */
bool lw_replace(const struct lw_pieces *pieces, const char *path, const char *to, struct lw_arena *a,
		struct lw_replaced *done, struct lw_error *err) LW_USE;

#endif
