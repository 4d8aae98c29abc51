/* SPDX-License-Identifier: Apache-2.0 */
/* The options of `edit` as edits. */
#ifndef LW_CLI_EDITS_H
#define LW_CLI_EDITS_H

#include "cli/options.h"
#include "linkwright/edit.h"

struct cli_edits {
	struct lw_edit *at;
	uint32_t n, cap;
};

/* Adds one; strings are borrowed. Errors: NOMEM. */
bool cli_edits_add(struct lw_arena *a, struct cli_edits *edits, enum lw_edit_kind kind, const char *what,
		   const char *to, struct lw_error *err) LW_USE;
/* "OLD=NEW" as two strings in the arena: the first = counts. name is the option's, for messages. Errors: USAGE, NOMEM.
 */
bool cli_edits_split(struct lw_arena *a, const char *name, const char *value, const char **old, const char **to,
		     struct lw_error *err) LW_USE;
/* All that the options ask, in the order they were given. Errors: USAGE, NOMEM. */
bool cli_edits_from(struct cli_options *o, struct cli_edits *edits, struct lw_edit_opts *opts,
		    struct lw_error *err) LW_USE;

#endif
