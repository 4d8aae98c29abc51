/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "check/rule.h"
#include "graph/changes.h"

bool lw_rule_shadowed(struct lw_checking *c, struct lw_error *err) {
	struct lw_changes changes = {0};
	if (c->without != NULL)
		LW_TRY(lw_changes_find(c->a, c->g, c->without, &changes, err));
	for (uint32_t i = 0; i < changes.n; i++) {
		const struct lw_change *x = &changes.at[i];
		if (x->was == NULL || x->now == NULL)
			continue;
		const struct lw_spot at = {.off = LW_NO_OFFSET,
					   .level = LW_LEVEL_OF_RULE,
					   .fix = lw_why_command(c->a, c->g, x->name, err)};
		LW_TRY(at.fix != NULL &&
		       lw_found(c, at, err, "%s is %s with this environment, and %s without it", x->name, x->now,
				x->was));
	}
	return true;
}
