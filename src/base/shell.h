/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_BASE_SHELL_H
#define LW_BASE_SHELL_H

#include "base/arena.h"

/* A word as it is typed into a shell: itself if every character is harmless, else a copy in single quotes
 * (POSIX.1-2017, XCU 2.2.2). NULL with NOMEM. */
const char *lw_shell_word(struct lw_arena *a, const char *word, struct lw_error *err) LW_USE;

#endif
