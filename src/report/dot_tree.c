/* SPDX-License-Identifier: Apache-2.0 */
/* A graph for dot(1). Several files become several clusters. */
#include <string.h>

#include "report/render.h"

/* Inside double quotes; `&` begins an entity there. */
static bool quoted(struct lw_report *r, const char *text, struct lw_error *err) {
	char *safe = lw_alloc(&r->arena, 4 * strlen(text) + 1, 1, err);
	if (safe == NULL)
		return false;
	lw_escape(text, safe);
	lw_out_text(&r->out, "\"");
	for (const char *p = safe; *p != '\0'; p++) {
		if (*p == '&')
			lw_out_text(&r->out, "&amp;");
		else {
			lw_out_text(&r->out, *p == '"' || *p == '\\' ? "\\" : "");
			lw_out_bytes(&r->out, p, 1);
		}
	}
	lw_out_text(&r->out, "\"");
	return true;
}

static bool begin(struct lw_report *r, struct lw_error *err) {
	(void)err;
	lw_out_text(&r->out,
		    "digraph linkwright {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n"
		    "\tedge [fontname=\"sans-serif\", fontsize=9];\n");
	return true;
}

static void node_id(struct lw_report *r, const char *kind, uint32_t id) {
	lw_out_fmt(&r->out, "%s%u_%u", kind, r->index, (unsigned)id);
}

static bool node(struct lw_report *r, const struct lw_graph *g, const struct lw_object *o, struct lw_error *err) {
	lw_out_text(&r->out, "\t\t");
	node_id(r, "n", o->id);
	lw_out_text(&r->out, " [label=");
	const char *name = lw_path_base(lw_object_label(g, o->id));
	if (!quoted(r, o->found ? name : o->name, err))
		return false;
	lw_out_text(&r->out, ", tooltip=");
	if (!quoted(r, o->found ? lw_object_label(g, o->id) : "not found", err))
		return false;
	if (!o->found)
		lw_out_text(&r->out, ", color=red, fontcolor=red, style=dashed");
	else if (o->role == LW_ROLE_PROGRAM)
		lw_out_text(&r->out, ", style=bold");
	else if (o->role != LW_ROLE_LIBRARY)
		lw_out_text(&r->out, ", style=rounded");
	lw_out_text(&r->out, "];\n");
	return true;
}

static bool edge(struct lw_report *r, const struct lw_graph *g, const struct lw_edge *e, struct lw_error *err) {
	if (lw_object_at(g, e->from) == NULL || lw_object_at(g, e->to) == NULL)
		return true;
	lw_out_text(&r->out, "\t\t");
	node_id(r, "n", e->from);
	lw_out_text(&r->out, " -> ");
	node_id(r, "n", e->to);
	lw_out_text(&r->out, " [label=");
	const bool searched = e->how == LW_HOW_SEARCH;
	if (!quoted(r, searched ? lw_rule_words(e->rule) : e->how == LW_HOW_MISSING ? "not found" : "loaded", err))
		return false;
	if (e->how == LW_HOW_MISSING)
		lw_out_text(&r->out, ", color=red, fontcolor=red, style=dashed");
	else if (e->alone == LW_ALONE_MISSING || e->alone == LW_ALONE_OTHER)
		lw_out_text(&r->out, ", color=orange, fontcolor=orange");
	else if (!searched)
		lw_out_text(&r->out, ", color=gray, fontcolor=gray");
	lw_out_text(&r->out, "];\n");
	return true;
}

static bool tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err) {
	(void)without;
	lw_out_fmt(&r->out, "\tsubgraph %s%u {\n\t\tlabel=", r->opts.n_files > 1 ? "cluster_" : "file_", r->index);
	if (!quoted(r, g->file, err))
		return false;
	lw_out_text(&r->out, ";\n");
	if (g->is_static) {
		lw_out_text(&r->out, "\t\t");
		node_id(r, "n", 0);
		lw_out_text(&r->out, " [style=bold, label=");
		if (!quoted(r, lw_path_base(g->file), err))
			return false;
		lw_out_text(&r->out, "];\n");
	}
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (!node(r, g, &g->objects[i], err))
			return false;
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (!edge(r, g, &g->edges[i], err))
			return false;
	lw_out_text(&r->out, "\t}\n");
	return true;
}

static bool end(struct lw_report *r, struct lw_error *err) {
	(void)err;
	lw_out_text(&r->out, "}\n");
	return true;
}

const struct lw_renderer lw_render_dot = {.begin = begin, .tree = tree, .end = end};
