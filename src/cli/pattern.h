/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_CLI_PATTERN_H
#define LW_CLI_PATTERN_H

#include "cli/options.h"

/* The paths that a pattern with *, ? and [] matches, sorted, as glob(3) gives them. That function is not used because
 * it would bring in the C library's look-up of users. Memory is the arena's. Errors: NOMEM. */
bool cli_pattern(struct lw_arena *a, const char *pattern, struct cli_list *out, struct lw_error *err) LW_USE;

#endif
