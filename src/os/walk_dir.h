/* SPDX-License-Identifier: Apache-2.0 */
/* One directory of a walk. */
#ifndef LW_OS_WALK_DIR_H
#define LW_OS_WALK_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct lw_dir_entry {
	const char *name;
	bool is_dir;
};

/* Regular files by name, then directories by name; nothing else. Zeroed at first; the memory is used again. */
struct lw_dir_entries {
	struct lw_dir_entry *at;
	size_t n, cap;
	struct lw_arena names;
	char *buffer;
};

/*
 * Reads the directory at path below start ("": start itself); path ends with a slash, and no part of it may be a link.
 * *dir is open, or -1; *sys is 0 or why it could not be read whole. A directory of the kernel's own (proc, sysfs and
 * the like) is not read: -1 and 0. Errors: NOMEM, and *dir is -1.
 */
bool lw_dir_read(int start, const char *path, struct lw_dir_entries *out, int *dir, int *sys,
		 struct lw_error *err) LW_USE;
void lw_dir_close(int dir);
void lw_dir_entries_free(struct lw_dir_entries *e);

#endif
