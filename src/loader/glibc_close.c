/* SPDX-License-Identifier: Apache-2.0 */
/* The end of what dlopen opened. Other than what is there from the start on, such objects depend on each other by what
 * they were bound to as well. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "base/map.h"
#include "base/vec.h"
#include "graph/ask.h"
#include "linkwright/elf.h"
#include "linkwright/image.h"
#include "loader/glibc_order.h"
#include "loader/glibc_rules.h"
#include "loader/glibc_sort.h"

struct pair {
	uint32_t from, to; /* numbers of maps */
};

/* The link maps, numbered in the order of the name space's list; the library that was opened is 0. */
struct closing {
	const struct lw_graph *g;
	struct lw_arena *a;
	uint32_t *ids, n;
	uint32_t *number;            /* by object id; LW_NO_ID */
	uint32_t *first;             /* l_initfini of the opened one: all maps, sorted */
	LW_VEC(struct pair *) needs; /* of the others: in the order of their dynamic sections */
	LW_VEC(struct pair *) ties;
	struct lw_map known; /* pairs of both kinds */
	bool *kept;          /* by number */
};

static void take(struct closing *c, uint32_t id) {
	const struct lw_object *o = lw_object_at(c->g, id);
	if (o == NULL || o->ns != 0 || !o->found || c->number[id] != LW_NO_ID)
		return;
	c->number[id] = c->n;
	c->ids[c->n++] = id;
}

static bool is_marked(const struct lw_object *o) {
	return o->file != NULL && o->file->image != NULL && o->file->image->elf != NULL &&
		(o->file->image->elf->flags_1 & DF_1_NODELETE) != 0;
}

static bool list_maps(struct closing *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	c->ids = lw_alloc(c->a, g->n_objects, sizeof *c->ids, err);
	c->number = lw_alloc(c->a, g->n_objects, sizeof *c->number, err);
	c->kept = lw_alloc(c->a, g->n_objects, sizeof *c->kept, err);
	if (c->ids == NULL || c->number == NULL || c->kept == NULL)
		return false;
	memset(c->number, 0xff, g->n_objects * sizeof *c->number);
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].role == LW_ROLE_PROGRAM)
			take(c, i);
	for (uint32_t i = 0; i < g->n_order; i++)
		take(c, g->order[i]);
	for (uint32_t i = 0; i < c->n; i++)
		c->kept[i] = is_marked(&g->objects[c->ids[i]]);
	return true;
}

/* Its initialisers are called from the end of the list. */
static bool list_first(struct closing *c, struct lw_error *err) {
	const uint32_t *order;
	uint32_t n;
	LW_TRY(lw_glibc_init_order(c->g, c->a, &order, &n, err));
	c->first = lw_alloc(c->a, (size_t)c->n + 1, sizeof *c->first, err);
	if (c->first == NULL)
		return false;
	uint32_t at = 0;
	for (uint32_t i = n; i > 0; i--)
		if (c->number[order[i - 1]] != LW_NO_ID)
			c->first[at++] = c->number[order[i - 1]];
	while (at < c->n) /* a loader that nobody asks for */
		c->first[at++] = 0;
	return true;
}

/* Gives NULL for a pair that is there already. */
static bool note(struct closing *c, struct pair x, struct pair **out, struct lw_error *err) {
	*out = NULL;
	if (lw_map_get(&c->known, &x, sizeof x) != NULL)
		return true;
	struct pair *kept = lw_alloc(c->a, 1, sizeof *kept, err);
	if (kept == NULL)
		return false;
	*kept = x;
	*out = kept;
	return lw_map_put(&c->known, c->a, kept, sizeof *kept, kept, err);
}

static bool add_need(struct closing *c, struct pair x, struct lw_error *err) {
	struct pair *kept, **slot;
	LW_TRY(note(c, x, &kept, err));
	if (kept == NULL)
		return true;
	slot = lw_vec_add(c->a, &c->needs, err);
	if (slot != NULL)
		*slot = kept;
	return slot != NULL;
}

static bool list_needs(struct closing *c, struct lw_error *err) {
	for (uint32_t i = 0; i < c->n; i++)
		LW_TRY(add_need(c, (struct pair){0, c->first[i]}, err));
	for (uint32_t i = 0; i < c->g->n_edges; i++) {
		const struct lw_edge *e = &c->g->edges[i];
		const bool need =
			e->kind == LW_EDGE_NEEDED || e->kind == LW_EDGE_AUXILIARY || e->kind == LW_EDGE_FILTER;
		if (!need || e->from >= c->g->n_objects || e->to >= c->g->n_objects)
			continue;
		const struct pair x = {c->number[e->from], c->number[e->to]};
		if (x.from != LW_NO_ID && x.from != 0 && x.to != LW_NO_ID)
			LW_TRY(add_need(c, x, err));
	}
	return true;
}

/* elf/dl-lookup.c, add_dependency; do_lookup_unique. To what is never unloaded there is no dependency. (What such an
 * object is bound to would become the same, but from 2.31 on that is asked of the wrong one.) */
static bool tie(struct closing *c, const struct lw_glibc_tie *t, struct lw_error *err) {
	const struct pair x = {c->number[t->from], c->number[t->to]};
	struct pair *kept, **slot;
	if (x.from == LW_NO_ID || x.to == LW_NO_ID)
		return true;
	if (t->unique)
		c->kept[x.to] = true;
	if (x.from == x.to || c->kept[x.to])
		return true;
	/* That it is needed already comes first in glibc, too. */
	if (lw_map_get(&c->known, &x, sizeof x) != NULL)
		return true;
	LW_TRY(note(c, x, &kept, err));
	slot = lw_vec_add(c->a, &c->ties, err);
	if (slot != NULL)
		*slot = kept;
	return slot != NULL;
}

/* Each map's needs, and, with ties, behind them what it was bound to, the last first. */
static bool lay(struct closing *c, bool ties, struct gl_needs *out, struct lw_error *err) {
	const uint32_t n_ties = ties ? c->ties.n : 0;
	uint32_t *first = lw_alloc(c->a, (size_t)c->n + 2, sizeof *first, err);
	uint32_t *all = lw_alloc(c->a, (size_t)c->needs.n + n_ties, sizeof *all, err);
	if (first == NULL || all == NULL)
		return false;
	for (uint32_t i = 0; i < c->needs.n; i++)
		first[c->needs.at[i]->from + 2]++;
	for (uint32_t i = 0; i < n_ties; i++)
		first[c->ties.at[i]->from + 2]++;
	for (uint32_t i = 2; i < c->n + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < c->needs.n; i++)
		all[first[c->needs.at[i]->from + 1]++] = c->needs.at[i]->to;
	for (uint32_t i = n_ties; i > 0; i--)
		all[first[c->ties.at[i - 1]->from + 1]++] = c->ties.at[i - 1]->to;
	*out = (struct gl_needs){first, all, c->n};
	return true;
}

/* elf/dl-sort-maps.c: the later way sorts a second time by needs alone, which come before ties; the original one
 * ignores a tie to what needs its owner. The host is no part of either. */
static bool sort(struct closing *c, uint32_t *list, struct lw_error *err) {
	struct gl_needs d;
	if (lw_gl_has(c->g->loader.minor, GL_SORT_DFS)) {
		LW_TRY(lay(c, true, &d, err) && lw_gl_sort_dfs_all(&d, c->a, list, c->n, err));
		return c->ties.n == 0 || (lay(c, false, &d, err) && lw_gl_sort_dfs_all(&d, c->a, list, c->n, err));
	}
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->ties.n; i++) {
		const struct pair back = {c->ties.at[i]->to, c->ties.at[i]->from};
		if (lw_map_get(&c->known, &back, sizeof back) == NULL)
			c->ties.at[n++] = c->ties.at[i];
	}
	c->ties.n = n;
	return lay(c, true, &d, err) && lw_gl_sort_original(&d, c->a, list, c->n, err);
}

/* elf/dl-close.c: what is kept keeps what it needs and what it was bound to. */
static bool keep(struct closing *c, struct lw_error *err) {
	struct gl_needs d;
	LW_TRY(lay(c, true, &d, err));
	uint32_t *todo = lw_alloc(c->a, (size_t)c->n, sizeof *todo, err), n = 0;
	if (todo == NULL)
		return false;
	for (uint32_t i = 0; i < c->n; i++)
		if (c->kept[i])
			todo[n++] = i;
	while (n > 0) {
		const uint32_t x = todo[--n];
		for (uint32_t i = d.first[x]; i < d.first[x + 1]; i++)
			if (!c->kept[d.needs[i]]) {
				c->kept[d.needs[i]] = true;
				todo[n++] = d.needs[i];
			}
	}
	return true;
}

static bool tell(const struct closing *c, uint32_t *list, struct lw_glibc_closing *out, struct lw_error *err) {
	bool *kept = lw_alloc(c->a, c->g->n_objects, sizeof *kept, err);
	if (kept == NULL)
		return false;
	for (uint32_t i = 0; i < c->n; i++)
		kept[c->ids[i]] = c->kept[i];
	for (uint32_t i = 0; i < c->n; i++)
		list[i] = c->ids[list[i]];
	*out = (struct lw_glibc_closing){list, c->n, kept};
	return true;
}

bool lw_glibc_close_order(const struct lw_graph *g, const struct lw_glibc_tie *ties, uint32_t n_ties,
			  struct lw_arena *a, struct lw_glibc_closing *out, struct lw_error *err) {
	struct closing c = {.g = g, .a = a};
	*out = (struct lw_glibc_closing){0};
	LW_TRY(list_maps(&c, err) && list_first(&c, err) && list_needs(&c, err));
	for (uint32_t i = 0; i < n_ties; i++)
		if (ties[i].from < g->n_objects && ties[i].to < g->n_objects)
			LW_TRY(tie(&c, &ties[i], err));
	uint32_t *list = lw_alloc(a, (size_t)c.n + 1, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < c.n; i++)
		list[i] = i;
	LW_TRY(keep(&c, err) && sort(&c, list, err));
	return tell(&c, list, out, err);
}
