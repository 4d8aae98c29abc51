/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a program that has opened, by dlopen, libraries which it had from the start: each gets a list of all that
 * it needs, sorted, in the place of its own needs (glibc elf/dl-deps.c, _dl_map_object_deps: l_initfini), and keeps it.
 */
#include <string.h>

#include "base/fail.h"
#include "graph/ask.h"
#include "loader/glibc_order.h"
#include "loader/glibc_rules.h"
#include "loader/glibc_sort.h"

/* Each may hold all others. */
#define MOST_MAPS 512

struct list {
	uint32_t *at, n;
};

/* The link maps, numbered as they stand in the search list; the main map is 0. */
struct reopening {
	const struct lw_graph *g;
	struct lw_arena *a;
	uint32_t *ids, n;
	uint32_t *number;            /* by object id; LW_NO_ID */
	struct list *direct, *needs; /* as their dynamic sections have them; as they are now */
};

static bool list_maps(struct reopening *r, struct lw_error *err) {
	const struct lw_graph *g = r->g;
	r->ids = lw_alloc(r->a, (size_t)g->n_order + 1, sizeof *r->ids, err);
	r->number = lw_alloc(r->a, g->n_objects, sizeof *r->number, err);
	if (r->ids == NULL || r->number == NULL)
		return false;
	memset(r->number, 0xff, g->n_objects * sizeof *r->number);
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].role == LW_ROLE_PROGRAM && r->n == 0)
			r->ids[r->n++] = i;
	for (uint32_t i = 0; i < g->n_order; i++) {
		const struct lw_object *o = lw_object_at(g, g->order[i]);
		if (o == NULL || o->ns != 0 || !o->found || o->role == LW_ROLE_PROGRAM)
			continue;
		r->ids[r->n++] = o->id;
	}
	for (uint32_t i = 0; i < r->n; i++)
		r->number[r->ids[i]] = i;
	return true;
}

/* The main map needs nobody while others are sorted, and nobody comes to it. */
static bool list_needs(struct reopening *r, struct lw_error *err) {
	const struct lw_graph *g = r->g;
	r->direct = lw_alloc(r->a, r->n, sizeof *r->direct, err);
	r->needs = lw_alloc(r->a, r->n, sizeof *r->needs, err);
	if (r->direct == NULL || r->needs == NULL)
		return false;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < g->n_edges; i++) {
			const struct lw_edge *e = &g->edges[i];
			const uint32_t x = e->from < g->n_objects ? r->number[e->from] : LW_NO_ID,
				       y = e->to < g->n_objects ? r->number[e->to] : LW_NO_ID;
			if (e->kind != LW_EDGE_NEEDED || x == LW_NO_ID || x == 0 || y == LW_NO_ID || y == 0)
				continue;
			if (pass == 1)
				r->direct[x].at[r->direct[x].n] = y;
			r->direct[x].n++;
		}
		for (uint32_t x = 0; x < r->n && pass == 0; x++) {
			r->direct[x].at = lw_alloc(r->a, r->direct[x].n, sizeof(uint32_t), err);
			if (r->direct[x].at == NULL)
				return false;
			r->direct[x].n = 0;
		}
	}
	memcpy(r->needs, r->direct, r->n * sizeof *r->needs);
	return true;
}

/* As the sorts want them. */
static bool lay(const struct reopening *r, struct gl_needs *out, struct lw_error *err) {
	uint32_t *first = lw_alloc(r->a, (size_t)r->n + 1, sizeof *first, err), n = 0;
	for (uint32_t x = 0; first != NULL && x < r->n; x++) {
		first[x] = n;
		n += r->needs[x].n;
	}
	uint32_t *all = first == NULL ? NULL : lw_alloc(r->a, n, sizeof *all, err);
	if (all == NULL)
		return false;
	first[r->n] = n;
	for (uint32_t x = 0; x < r->n; x++)
		memcpy(&all[first[x]], r->needs[x].at, r->needs[x].n * sizeof *all);
	*out = (struct gl_needs){first, all, r->n};
	return true;
}

/* One, and all that it needs, breadth first. */
static bool closure(const struct reopening *r, uint32_t x, struct list *out, struct lw_error *err) {
	bool *seen = lw_alloc(r->a, r->n, sizeof *seen, err);
	out->at = lw_alloc(r->a, r->n, sizeof *out->at, err);
	if (seen == NULL || out->at == NULL)
		return false;
	out->n = 1;
	out->at[0] = x;
	seen[x] = true;
	for (uint32_t i = 0; i < out->n; i++)
		for (uint32_t k = 0; k < r->direct[out->at[i]].n; k++) {
			const uint32_t y = r->direct[out->at[i]].at[k];
			if (!seen[y])
				out->at[out->n++] = y;
			seen[y] = true;
		}
	return true;
}

static bool reopen(struct reopening *r, uint32_t x, struct lw_error *err) {
	struct gl_needs d;
	struct list all;
	LW_TRY(closure(r, x, &all, err) && lay(r, &d, err));
	if (lw_gl_has(r->g->loader.minor, GL_SORT_DFS))
		LW_TRY(lw_gl_sort_dfs_all(&d, r->a, all.at, all.n, err));
	else
		LW_TRY(lw_gl_sort_original(&d, r->a, all.at + 1, all.n - 1, err));
	r->needs[x] = all;
	return true;
}

bool lw_glibc_reopened_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			     struct lw_error *err) {
	struct reopening r = {.g = g, .a = a};
	struct gl_needs d;
	*order = NULL;
	*n = 0;
	LW_TRY(list_maps(&r, err));
	if (r.n == 0 || r.n > MOST_MAPS)
		return true;
	LW_TRY(list_needs(&r, err));
	for (uint32_t x = 1; x < r.n; x++)
		LW_TRY(reopen(&r, x, err));
	uint32_t *list = lw_alloc(a, r.n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < r.n; i++)
		list[i] = i;
	LW_TRY(lay(&r, &d, err));
	if (lw_gl_has(g->loader.minor, GL_SORT_DFS))
		LW_TRY(lw_gl_sort_dfs(&d, a, list, r.n, err));
	else
		LW_TRY(lw_gl_sort_original(&d, a, list + 1, r.n - 1, err));
	for (uint32_t i = 0; i < r.n; i++)
		list[i] = r.ids[list[i]];
	*order = list;
	*n = r.n;
	return true;
}
