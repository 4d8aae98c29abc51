/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "check/rule.h"
#include "graph/changes.h"

/* Why a place is none to rely on; NULL: it is one. */
static const char *luck(const struct lw_object *o) {
	switch (o->rule) {
	case LW_RULE_ENV:
		return "only because LD_LIBRARY_PATH names the directory";
	case LW_RULE_DYLD_ENV:
		return "only because a variable DYLD_… names the directory";
	case LW_RULE_PATH:
		return "only because PATH names the directory";
	case LW_RULE_CURRENT_DIR:
		return "only because the current directory is the right one";
	case LW_RULE_RPATH:
	case LW_RULE_RUNPATH:
	case LW_RULE_SLASH:
		return o->path != NULL && o->path[0] != '/' ? "only because the current directory is the right one"
							    : NULL;
	default:
		return NULL;
	}
}

bool lw_rule_found_by_luck(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	struct lw_changes changes = {0};
	LW_TRY(lw_graph_alone(c->s, g, err));
	if (c->without != NULL)
		LW_TRY(lw_changes_find(c->a, g, c->without, &changes, err));
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		const struct lw_change *change = lw_changes_of(&changes, i);
		/* Where another one would be found without the environment, that is shadowed, and no luck. */
		const bool shadows = change != NULL && change->was != NULL;
		const char *why = o->found && o->role == LW_ROLE_LIBRARY && !shadows ? luck(o) : NULL;
		const char *fix = why == NULL ? NULL : lw_why_command(c->a, c->g, o->name, err);
		const struct lw_spot at = {.file = lw_object_label(c->g, o->asked_by),
					   .off = LW_NO_OFFSET,
					   .level = LW_LEVEL_OF_RULE,
					   .fix = fix};
		LW_TRY(why == NULL ||
		       (fix != NULL && lw_found(c, at, err, "%s is found as %s, %s", o->name, o->path, why)));
	}
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		/* The loader is there by itself: the kernel maps it. */
		const struct lw_object *to = lw_object_at(g, e->to);
		if (e->alone != LW_ALONE_MISSING || (to != NULL && to->role == LW_ROLE_LOADER))
			continue;
		const char *fix = lw_why_command(c->a, c->g, e->name, err);
		const struct lw_spot at = {
			.file = lw_object_label(c->g, e->from), .off = e->off, .level = LW_LEVEL_OF_RULE, .fix = fix};
		LW_TRY(fix != NULL &&
		       lw_found(c, at, err,
				"%s would not be found by itself: it is there because another file loads it first",
				e->name));
	}
	return true;
}
