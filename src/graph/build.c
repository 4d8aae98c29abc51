/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/build.h"

#include <stdarg.h>

#include "base/fail.h"

#define MOST_OBJECTS 100000u
#define MOST_EDGES 2000000u
#define MOST_PROBES 2000000u

struct lw_object *lw_build_object(struct lw_graph_builder *b, enum lw_role role, struct lw_error *err) {
	if (b->objects.n >= MOST_OBJECTS) {
		lw_fail(err, LW_E_LIMIT, "more than %u objects would be loaded", MOST_OBJECTS);
		return NULL;
	}
	struct lw_object *o = lw_vec_add(b->arena, &b->objects, err);
	if (o == NULL)
		return NULL;
	o->id = b->objects.n - 1;
	o->role = role;
	o->asked_by = o->first_edge = o->rule_object = LW_NO_ID;
	return o;
}

struct lw_edge *lw_build_edge(struct lw_graph_builder *b, uint32_t from, enum lw_edge_kind kind, struct lw_error *err) {
	if (b->edges.n >= MOST_EDGES) {
		lw_fail(err, LW_E_LIMIT, "more than %u libraries are asked for", MOST_EDGES);
		return NULL;
	}
	struct lw_edge *e = lw_vec_add(b->arena, &b->edges, err);
	if (e == NULL)
		return NULL;
	e->id = b->edges.n - 1;
	e->from = from;
	e->kind = kind;
	e->to = e->rule_object = LW_NO_ID;
	e->how = LW_HOW_UNREACHED;
	e->first_probe = b->probes.n;
	return e;
}

bool lw_build_probe(struct lw_graph_builder *b, struct lw_probe probe, struct lw_error *err) {
	if (b->probes.n >= MOST_PROBES)
		return lw_fail(err, LW_E_LIMIT, "more than %u paths would be tried", MOST_PROBES);
	struct lw_probe *p = lw_vec_add(b->arena, &b->probes, err);
	if (p == NULL)
		return false;
	*p = probe;
	return true;
}

static bool add_text(struct lw_arena *a, struct lw_texts *to, const char *fmt, va_list ap, struct lw_error *err) {
	const char *text = lw_vsprintf(a, err, fmt, ap);
	const char **slot = text == NULL ? NULL : lw_vec_add(a, to, err);
	if (slot == NULL)
		return false;
	*slot = text;
	return true;
}

bool lw_build_warning(struct lw_graph_builder *b, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	const bool ok = add_text(b->arena, &b->warnings, fmt, ap, err);
	va_end(ap);
	return ok;
}

bool lw_build_note(struct lw_graph_builder *b, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	const bool ok = add_text(b->arena, &b->notes, fmt, ap, err);
	va_end(ap);
	return ok;
}

bool lw_build_stop(struct lw_graph_builder *b, const char *path, const char *message, struct lw_error *err) {
	if (b->out.stopped != NULL)
		return true;
	b->out.stopped = lw_strdup(b->arena, message, err);
	b->out.stopped_path = path;
	return b->out.stopped != NULL;
}

/* A call that brought nothing: a miss, a refused file, a look whether a directory exists. */
static bool wasted(const struct lw_probe *p) {
	if (p->verdict == LW_VERDICT_CONFIG || p->verdict == LW_VERDICT_TAKEN || p->verdict == LW_VERDICT_SAME)
		return false;
	return p->op == LW_OP_STAT || p->sys != 0 || p->verdict == LW_VERDICT_REFUSED;
}

static void count(struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_objects; i++)
		g->n_missing += !g->objects[i].found;
	for (uint32_t i = 0; i < g->n_probes; i++)
		g->n_wasted += wasted(&g->probes[i]);
	for (uint32_t i = 0; i < g->n_edges; i++)
		g->n_latent += g->edges[i].alone == LW_ALONE_MISSING;
}

bool lw_build_finish(struct lw_graph_builder *b, const struct lw_graph **out, struct lw_error *err) {
	struct lw_graph *g = lw_alloc(b->arena, 1, sizeof *g, err);
	if (g == NULL)
		return false;
	*g = b->out;
	g->objects = b->objects.at;
	g->n_objects = b->objects.n;
	g->edges = b->edges.at;
	g->n_edges = b->edges.n;
	g->probes = b->probes.at;
	g->n_probes = b->probes.n;
	g->gaps = b->gaps.at;
	g->n_gaps = b->gaps.n;
	g->warnings = b->warnings.at;
	g->n_warnings = b->warnings.n;
	g->notes = b->notes.at;
	g->n_notes = b->notes.n;
	g->order = b->order.at;
	g->n_order = b->order.n;
	count(g);
	*out = g;
	return true;
}
