/* SPDX-License-Identifier: Apache-2.0 */
/* The command that mends a finding, as a shell takes it. */
#include <string.h>

#include "base/shell.h"
#include "check/rule.h"

static const char edit[] = "linkwright edit ";

const char *lw_mending_edit(struct lw_arena *a, const char *file, const char *option, const char *value,
			    struct lw_error *err) {
	const char *word = lw_shell_word(a, value, err), *quoted = lw_shell_word(a, file, err);
	return word == NULL || quoted == NULL
		? NULL
		: lw_sprintf(a, err, "%s%s --in-place --%s %s", edit, quoted, option, word);
}

bool lw_mending_edits(const char *fix) {
	return strncmp(fix, edit, sizeof edit - 1) == 0;
}
