/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "base/map.h"
#include "check/rule.h"

bool lw_rule_shadowed(struct lw_checking *c, struct lw_error *err) {
	struct lw_map clean = {0};
	for (uint32_t i = 0; c->without != NULL && i < c->without->n_objects; i++) {
		const struct lw_object *o = &c->without->objects[i];
		if (o->found && o->name != NULL && o->role == LW_ROLE_LIBRARY)
			LW_TRY(lw_map_put(&clean, c->a, o->name, strlen(o->name), (void *)o, err));
	}
	for (uint32_t i = 0; c->without != NULL && i < c->g->n_objects; i++) {
		const struct lw_object *o = &c->g->objects[i];
		const struct lw_object *was =
			o->found && o->name != NULL ? lw_map_get(&clean, o->name, strlen(o->name)) : NULL;
		if (was == NULL || was->path == NULL || strcmp(was->path, o->path) == 0)
			continue;
		const char *fix = lw_why_command(c, o->name, err);
		const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE, .fix = fix};
		LW_TRY(fix != NULL &&
		       lw_found(c, at, err, "%s is %s with this environment, and %s without it", o->name, o->path,
				was->path));
	}
	return true;
}
