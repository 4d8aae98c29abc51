/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "check/rule.h"

/* What is only missing is told by a rule of its own. */
bool lw_rule_gives_up(struct lw_checking *c, struct lw_error *err) {
	if (c->g->stopped == NULL || c->g->n_missing != 0)
		return true;
	const struct lw_spot at = {.file = c->g->stopped_path, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return lw_found(c, at, err, "the loader gives up: %s", c->g->stopped);
}
