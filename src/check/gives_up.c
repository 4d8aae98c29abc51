/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/elf.h"

static bool is_loaded(const struct lw_graph *g, const char *name) {
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (g->edges[i].to != LW_NO_ID && strcmp(g->edges[i].name, name) == 0)
			return true;
	for (uint32_t i = 0; i < g->n_objects; i++)
		if ((g->objects[i].soname != NULL && strcmp(g->objects[i].soname, name) == 0) ||
		    (g->objects[i].path != NULL && strcmp(g->objects[i].path, name) == 0))
			return true;
	return false;
}

/* The assertion of glibc elf/dl-version.c does not say which: whose versions does a file ask for that is not loaded? */
static const struct lw_object *version_of_nobody(const struct lw_graph *g, const char **name) {
	for (uint32_t i = 0; strstr(g->stopped, "needed != NULL") != NULL && i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		const struct lw_elf *e =
			o->ns != 0 || o->file == NULL || o->file->image == NULL ? NULL : o->file->image->elf;
		for (uint32_t k = 0; e != NULL && k < e->n_verneeds; k++)
			if (!is_loaded(g, *name = e->verneeds[k].file))
				return o;
	}
	return NULL;
}

static bool tell_version(struct lw_checking *c, const struct lw_object *o, const char *name, struct lw_error *err) {
	const char *file = lw_object_label(c->g, o->id);
	const struct lw_spot at = {.file = file,
				   .off = LW_NO_OFFSET,
				   .level = LW_LEVEL_OF_RULE,
				   .fix = lw_mending_edit(c->a, file, "add-needed", name, err)};
	return at.fix != NULL &&
		lw_found(c, at, err, "asks for versions of %s, which nothing asks for; the loader gives up: %s", name,
			 c->g->stopped);
}

/* What is only missing is told by a rule of its own. */
bool lw_rule_gives_up(struct lw_checking *c, struct lw_error *err) {
	const char *name = NULL;
	if (c->g->stopped == NULL || c->g->n_missing != 0)
		return true;
	const struct lw_object *o = version_of_nobody(c->g, &name);
	if (o != NULL)
		return tell_version(c, o, name, err);
	const struct lw_spot at = {.file = c->g->stopped_path, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return lw_found(c, at, err, "the loader gives up: %s", c->g->stopped);
}
