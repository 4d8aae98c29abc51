/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `tree` for people. Each object stands under the request that first brought it; the number at the left is its place in
 * the load order. A request that is met by what is loaded already is only shown if there is something to say about it,
 * or with --all.
 */
#include <string.h>

#include "report/text_tree.h"

static bool index_graph(struct lw_text_tree *t) {
	const struct lw_graph *g = t->g;
	t->number = lw_alloc(t->a, g->n_objects, sizeof *t->number, t->err);
	t->first = lw_alloc(t->a, g->n_objects, sizeof *t->first, t->err);
	t->next = lw_alloc(t->a, g->n_edges, sizeof *t->next, t->err);
	if (t->number == NULL || t->first == NULL || t->next == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_order; i++)
		t->number[g->order[i]] = i + 1;
	for (uint32_t i = 0; i < g->n_objects; i++)
		t->first[i] = LW_NO_ID;
	t->rootless = LW_NO_ID;
	for (uint32_t i = g->n_edges; i-- > 0;) {
		const uint32_t from = g->edges[i].from;
		uint32_t *head = from < g->n_objects ? &t->first[from] : &t->rootless;
		t->next[i] = *head;
		*head = i;
	}
	return true;
}

static bool is_shown(const struct lw_text_tree *t, const struct lw_edge *e) {
	const struct lw_object *to = lw_object_at(t->g, e->to);
	if (t->r->opts.all || lw_tree_brings(t, e))
		return true;
	switch (e->how) {
	case LW_HOW_LOADED_NAME:
	case LW_HOW_LOADED_SONAME:
	case LW_HOW_LOADED_INODE:
		if (e->alone == LW_ALONE_MISSING || e->alone == LW_ALONE_OTHER)
			return true;
		return e->how != LW_HOW_LOADED_NAME && to != NULL && to->name != NULL &&
			strcmp(to->name, e->name) != 0 && to->role != LW_ROLE_LOADER;
	case LW_HOW_UNREACHED:
		return false;
	default:
		return true;
	}
}

static uint32_t next_shown(const struct lw_text_tree *t, uint32_t edge) {
	while (edge != LW_NO_ID && !is_shown(t, &t->g->edges[edge]))
		edge = t->next[edge];
	return edge;
}

/* How a request was met that loaded nothing. */
static const char *folded_words(struct lw_text_tree *t, const struct lw_edge *e) {
	const char *rule = "", *as = "";
	if (e->alone == LW_ALONE_MISSING && t->number[e->to] == 0)
		return "would not be found by itself: only because it is there already";
	if (e->alone == LW_ALONE_MISSING)
		return lw_sprintf(t->a, t->err, "would not be found by itself: only because %u is loaded first",
				  (unsigned)t->number[e->to]);
	if (e->alone == LW_ALONE_OTHER) {
		rule = lw_rule_words(e->alone_rule);
		return lw_sprintf(t->a, t->err, "already loaded (%u); its own search gives %s (%s)",
				  (unsigned)t->number[e->to], e->alone_path, rule);
	}
	if (e->how == LW_HOW_LOADED_SONAME)
		as = ": this is its soname";
	if (e->how == LW_HOW_LOADED_INODE)
		as = ": the same file under another name";
	return t->number[e->to] == 0
		? lw_sprintf(t->a, t->err, "already loaded%s", as)
		: lw_sprintf(t->a, t->err, "already loaded (%u)%s", (unsigned)t->number[e->to], as);
}

/* What is not an ordinary need says so. */
static const char *tagged(struct lw_text_tree *t, const struct lw_edge *e, const struct lw_object *o) {
	const char *rule = lw_text_rule(t->a, t->g, o->rule, o->rule_object, t->err), *tag = lw_edge_kind_tag(e->kind);
	if (tag != NULL && o->rule != LW_RULE_PRELOAD && rule != NULL)
		rule = lw_sprintf(t->a, t->err, "%s (%s)", rule, tag);
	if (o->rule == LW_RULE_API_SET && o->assumed && rule != NULL)
		rule = lw_sprintf(t->a, t->err, "%s, assumed present", rule);
	const char *origin = lw_origin_words(o->origin);
	return origin == NULL || rule == NULL ? rule : lw_sprintf(t->a, t->err, "%s; %s", rule, origin);
}

static const char *brought_words(struct lw_text_tree *t, const struct lw_edge *e, const struct lw_object *o,
				 enum lw_style *style) {
	const char *rule = tagged(t, e, o);
	const struct lw_change *c = lw_changes_of(&t->changes, o->id);
	if (c == NULL || rule == NULL)
		return rule;
	*style = LW_STYLE_WARN;
	if (c->was == NULL)
		return lw_sprintf(t->a, t->err, "%s  ← not there in a clean environment", rule);
	const char *was = lw_text_safe(t->a, c->was, t->err);
	return was == NULL ? NULL : lw_sprintf(t->a, t->err, "%s  ← was %s", rule, was);
}

static bool fill_met(struct lw_text_tree *t, struct lw_row *row, const struct lw_edge *e, const struct lw_object *to) {
	row->right_style = LW_STYLE_DIM;
	row->path = lw_text_safe(t->a, to->role == LW_ROLE_PROGRAM ? t->g->file : to->path, t->err);
	if (row->path == NULL)
		return false;
	/* A name that is the path is told once. */
	if (strcmp(row->path, row->name) == 0)
		row->path = NULL;
	if (lw_tree_brings(t, e)) {
		row->number = t->number[to->id];
		row->right = brought_words(t, e, to, &row->right_style);
		return row->right != NULL;
	}
	const char *words = folded_words(t, e);
	if (e->alone == LW_ALONE_MISSING || e->alone == LW_ALONE_OTHER)
		row->right_style = LW_STYLE_WARN;
	row->right = words == NULL ? NULL : lw_text_safe(t->a, words, t->err);
	return row->right != NULL;
}

static bool fill_request(struct lw_text_tree *t, struct lw_row *row, const struct lw_edge *e) {
	const struct lw_object *to = lw_object_at(t->g, e->to);
	row->name = lw_text_safe(t->a, e->name, t->err);
	if (row->name == NULL)
		return false;
	if (to != NULL && to->found)
		return fill_met(t, row, e, to);
	if (e->how == LW_HOW_IGNORED || e->how == LW_HOW_UNREACHED) {
		row->right = lw_how_words(e->how);
		row->name_style = row->right_style = LW_STYLE_DIM;
		return true;
	}
	row->name_style = row->path_style = LW_STYLE_BAD;
	if (e->how == LW_HOW_FATAL)
		row->path = t->r->out.color ? "✗ THE LOADER GIVES UP HERE" : "THE LOADER GIVES UP HERE";
	else
		row->path = t->r->out.color ? "✗ NOT FOUND" : "NOT FOUND";
	return true;
}

static bool add_requests(struct lw_text_tree *t, uint32_t first, const char *prefix);

/* One request, what was tried for it, and everything below. */
static bool add_request(struct lw_text_tree *t, const struct lw_edge *e, const char *prefix, bool last) {
	const char *branch = lw_strcat2(t->a, prefix, last ? "└─ " : "├─ ", t->err);
	const char *below = lw_strcat2(t->a, prefix, last ? "   " : "│  ", t->err);
	struct lw_row *row = branch == NULL || below == NULL ? NULL : lw_tree_row(t, branch);
	if (row == NULL || !fill_request(t, row, e))
		return false;
	const uint32_t child = lw_tree_brings(t, e) ? t->first[e->to] : LW_NO_ID;
	const bool has_child = next_shown(t, child) != LW_NO_ID;
	const char *beside = lw_strcat2(t->a, below, has_child ? "│  " : "   ", t->err);
	return beside != NULL && lw_tree_details(t, beside, e, lw_object_at(t->g, e->to)) &&
		lw_tree_probes(t, beside, e) && add_requests(t, child, below);
}

static bool add_requests(struct lw_text_tree *t, uint32_t first, const char *prefix) {
	for (uint32_t i = next_shown(t, first), after; i != LW_NO_ID; i = after) {
		after = next_shown(t, t->next[i]);
		if (!add_request(t, &t->g->edges[i], prefix, after == LW_NO_ID))
			return false;
	}
	return true;
}

/* System calls that serve no single request: the preload file and the like. */
static bool add_other_probes(struct lw_text_tree *t) {
	for (uint32_t i = 0; t->r->opts.probes && i < t->g->n_probes; i++)
		if (t->g->probes[i].edge == LW_NO_ID && !lw_tree_probe(t, "", &t->g->probes[i]))
			return false;
	return true;
}

static bool add_all(struct lw_text_tree *t) {
	const struct lw_object *program = lw_object_at(t->g, 0);
	if (!add_other_probes(t) || (program != NULL && !lw_tree_details(t, "", NULL, program)))
		return false;
	if (!add_requests(t, t->rootless, ""))
		return false;
	return program == NULL || add_requests(t, t->first[0], "");
}

static bool write_static(struct lw_report *r, const struct lw_graph *g) {
	lw_out_text(&r->out,
		    g->image->kind == LW_IMAGE_STATIC_PIE
			    ? "  statically linked (position independent): no loader is involved\n"
			    : "  statically linked: no loader is involved\n");
	return true;
}

bool lw_text_tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err) {
	struct lw_text_tree t = {.r = r, .g = g, .a = &r->arena, .err = err};
	if (r->opts.quiet && !lw_graph_is_wrong(g))
		return true;
	lw_report_separate(r, "", "\n");
	lw_out_style(&r->out, LW_STYLE_TITLE);
	lw_out_name(&r->out, g->file);
	lw_out_style(&r->out, LW_STYLE_PLAIN);
	lw_out_text(&r->out, "\n");
	if (g->is_static)
		return write_static(r, g);
	if (!index_graph(&t) || (without != NULL && !lw_changes_find(t.a, g, without, &t.changes, err)))
		return false;
	if (!r->opts.quiet) {
		if (!add_all(&t))
			return false;
		lw_text_head(r, g);
		lw_out_text(&r->out, t.rows.n == 0 ? "" : "\n");
		lw_rows_write(&r->out, &t.rows);
	}
	return lw_text_end(r, g, without == NULL ? NULL : &t.changes, err);
}
