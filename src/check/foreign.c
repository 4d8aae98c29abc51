/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "check/rule.h"

/* Only of formats whose systems guarantee a set of libraries. */
bool lw_rule_foreign(struct lw_checking *c, struct lw_error *err) {
	for (uint32_t i = 0; i < c->g->n_objects; i++) {
		const struct lw_object *o = &c->g->objects[i];
		const char *fix = o->origin == LW_ORIGIN_FOREIGN ? lw_why_command(c->a, c->g, o->name, err) : NULL;
		const struct lw_spot at = {.file = lw_object_label(c->g, o->asked_by),
					   .off = LW_NO_OFFSET,
					   .level = LW_LEVEL_OF_RULE,
					   .fix = fix};
		if (o->origin == LW_ORIGIN_FOREIGN)
			LW_TRY(fix != NULL &&
			       lw_found(c, at, err, "%s is %s, which neither the system nor the program brings along",
					o->name, o->path));
	}
	return true;
}
