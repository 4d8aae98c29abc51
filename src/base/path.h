/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_BASE_PATH_H
#define LW_BASE_PATH_H

#include <stdbool.h>

#include "base/arena.h"

/* The path itself if it is absolute, else one in the arena: the directory (absolute), a slash unless it ends in one,
 * the path. Nothing is folded. NULL with NOMEM or LIMIT. */
const char *lw_path_absolute(struct lw_arena *a, const char *dir, const char *path, struct lw_error *err) LW_USE;

/* An absolute path without "." and "..", by the words alone: links are not looked at. "" is the root. False: it does
 * not fit into out, which holds n_out bytes. */
bool lw_path_fold(const char *path, char *out, size_t n_out);

/* The way from one directory to another, both absolute and folded: "../lib"; "" if they are the same. NULL with NOMEM
 * or LIMIT. */
const char *lw_path_between(struct lw_arena *a, const char *from, const char *to, struct lw_error *err) LW_USE;

/* Behind the last slash; of a path in Windows' own words behind the last backslash. */
const char *lw_path_base(const char *path);

/* "C:\x", "c:/x", "\\?\C:\x": an absolute path in Windows' own words. */
bool lw_path_is_windows(const char *path);

#endif
