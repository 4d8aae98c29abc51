/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of text while it is laid out. */
#ifndef LW_REPORT_TEXT_TREE_H
#define LW_REPORT_TEXT_TREE_H

#include "report/text.h"

struct lw_text_tree {
	struct lw_report *r;
	const struct lw_graph *g;
	struct lw_arena *a;
	struct lw_error *err;
	struct lw_changes changes;
	struct lw_rows rows;
	uint32_t *number;       /* by object: place in the load order */
	uint32_t *first, *next; /* by object its first edge, by edge the next one of the same object */
	uint32_t rootless;      /* first of the edges that no object makes */
};

/* Does this request bring a new object? */
bool lw_tree_brings(const struct lw_text_tree *t, const struct lw_edge *e);
/* A new line; NULL with NOMEM. */
struct lw_row *lw_tree_row(struct lw_text_tree *t, const char *prefix);
/* Errors of each: NOMEM. */
bool lw_tree_probe(struct lw_text_tree *t, const char *prefix, const struct lw_probe *p);
/* With --probes: every path that was tried for the request. */
bool lw_tree_probes(struct lw_text_tree *t, const char *prefix, const struct lw_edge *e);
/* With --verbose: how the request was met and what is known of the object. e is NULL for the program. */
bool lw_tree_details(struct lw_text_tree *t, const char *prefix, const struct lw_edge *e, const struct lw_object *o);

#endif
