/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"

/* Each name once for each file that asks for it. */
bool lw_rule_not_found(struct lw_checking *c, struct lw_error *err) {
	for (uint32_t i = 0; i < c->g->n_edges; i++) {
		const struct lw_edge *e = &c->g->edges[i];
		if (e->how != LW_HOW_MISSING)
			continue;
		const struct lw_object *from = lw_object_at(c->g, e->from);
		const char *fix = lw_why_command(c->a, c->g, e->name, err);
		const struct lw_spot at = {.file = e->from == LW_NO_ID ? NULL : lw_object_label(c->g, e->from),
					   .off = e->off == 0 ? LW_NO_OFFSET : e->off,
					   .level = LW_LEVEL_OF_RULE,
					   .fix = fix,
					   .asked = from == NULL ? NULL : e->name,
					   .asker = from == NULL ? NULL : from->file};
		LW_TRY(fix != NULL && lw_found(c, at, err, "%s is asked for and not found", e->name));
	}
	return true;
}
