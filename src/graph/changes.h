/* SPDX-License-Identifier: Apache-2.0 */
/* What an environment changes: the same file with it and without it. */
#ifndef LW_GRAPH_CHANGES_H
#define LW_GRAPH_CHANGES_H

#include "base/vec.h"
#include "linkwright/graph.h"

struct lw_change {
	const char *name;
	const char *now, *was; /* paths; NULL where it is not loaded. Both NULL never happens. */
	uint32_t object;       /* in the graph with the environment; LW_NO_ID where it is gone */
};

struct lw_changes {
	struct lw_change *at; /* in load order, those that are gone at the end */
	uint32_t n, cap;
	uint32_t n_new, n_gone;
};

/* Objects are matched by name, or by soname where the name differs. In the arena. Errors: NOMEM. */
bool lw_changes_find(struct lw_arena *a, const struct lw_graph *g, const struct lw_graph *without,
		     struct lw_changes *out, struct lw_error *err) LW_USE;
/* The change of one object, or NULL. */
const struct lw_change *lw_changes_of(const struct lw_changes *c, uint32_t object);

#endif
