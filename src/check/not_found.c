/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "names/elf_names.h"
#include "os/machine.h"

/* Of another machine than this one's no system is here, unless a root was named: what its libraries are nobody knows.
 */
static bool is_elsewhere(const struct lw_graph *g, const char **machine) {
	const struct lw_image *img = g->image;
	if (img->format != LW_FORMAT_ELF || lw_graph_is_elsewhere(g))
		return false;
	*machine = lw_elf_machine_exact_name(img->machine, img->bits, img->big_endian);
	return *machine != NULL && !lw_machine_is_own(*machine);
}

static bool in_one(struct lw_checking *c, const char *machine, struct lw_error *err) {
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	const char *first = NULL;
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->g->n_edges; i++) {
		if (c->g->edges[i].how != LW_HOW_MISSING)
			continue;
		first = n++ == 0 ? c->g->edges[i].name : first;
	}
	return n == 0 ||
		lw_found(c, at, err,
			 "%u %s not found, %s first: it is for %s, and no system of that kind is here; name one with "
			 "--root",
			 (unsigned)n, n == 1 ? "library is" : "libraries are", first, machine);
}

/* Each name once for each file that asks for it. */
bool lw_rule_not_found(struct lw_checking *c, struct lw_error *err) {
	const char *machine;
	if (is_elsewhere(c->g, &machine))
		return in_one(c, machine, err);
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
