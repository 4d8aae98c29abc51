/* SPDX-License-Identifier: Apache-2.0 */
/* From words of the command line to targets. */
#ifndef LW_CLI_TARGETS_H
#define LW_CLI_TARGETS_H

#include "cli/options.h"
#include "cli/world_options.h"
#include "linkwright/target.h"

/* The words as targets in the root of that name (or this system's), told from where place says. Errors: those of
 * lw_targets_new. */
bool cli_targets_new(const char *root, const struct cli_place *place, const struct cli_list *words,
		     struct lw_targets **out, struct lw_error *err) LW_USE;

#endif
