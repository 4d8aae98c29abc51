/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the new file needs: what stays outside and a part asks for. The loader searches for symbols breadth first (glibc
 * elf/dl-deps.c, _dl_map_object_deps), and what only a part deep down asked for would come sooner now. Where it would,
 * what stood before it is asked for, too.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "graph/ask.h"

#define MOST_MORE 64

struct needing {
	struct lw_fusing *f;
	uint32_t *want, *got, n_want, n_got; /* object ids outside, in the order in which they are searched */
	bool *seen;                          /* by object id */
};

static bool is_need(const struct lw_edge *e) {
	return e->kind == LW_EDGE_NEEDED && e->to != LW_NO_ID;
}

static bool counts(const struct needing *x, uint32_t id) {
	const struct lw_object *o = lw_object_at(x->f->g, id);
	return o != NULL && o->ns == 0 && o->found && o->role == LW_ROLE_LIBRARY && x->f->part_of[id] == 0;
}

static void reach(struct needing *x, uint32_t id) {
	if (!counts(x, id) || x->seen[id])
		return;
	x->seen[id] = true;
	x->got[x->n_got++] = id;
}

/* In the order in which the loader would come to them. */
static void walk(struct needing *x) {
	const struct lw_graph *g = x->f->g;
	memset(x->seen, 0, g->n_objects * sizeof *x->seen);
	x->n_got = 0;
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (g->edges[i].kind == LW_EDGE_PRELOAD)
			reach(x, g->edges[i].to);
	for (uint32_t i = 0; i < x->n_want; i++)
		if (x->f->needs[x->want[i]] != NULL)
			reach(x, x->want[i]);
	for (uint32_t i = 0; i < x->n_got; i++)
		for (uint32_t k = 0; k < g->n_edges; k++)
			if (is_need(&g->edges[k]) && g->edges[k].from == x->got[i])
				reach(x, g->edges[k].to);
}

/* The name by which it is asked for: by a part, or else by anybody. */
static const char *name_of(const struct lw_fusing *f, uint32_t id, bool by_part) {
	for (uint32_t i = 0; i < f->g->n_edges; i++) {
		const struct lw_edge *e = &f->g->edges[i];
		if (is_need(e) && e->to == id && (!by_part || f->part_of[e->from] != 0))
			return e->raw_name;
	}
	return NULL;
}

/* Would the new file find the same one? */
static bool is_found_by_all(const struct lw_fusing *f, uint32_t id) {
	const uint32_t by = f->g->objects[id].rule_object;
	return by == LW_NO_ID || f->part_of[by] != 0;
}

/* The first place where the orders differ; n_want: none. */
static uint32_t first_other(const struct needing *x) {
	uint32_t i = 0;
	while (i < x->n_want && i < x->n_got && x->want[i] == x->got[i])
		i++;
	return i;
}

/* Asks also for the one that belongs there. */
static bool add(struct needing *x, uint32_t id) {
	if (x->f->needs[id] != NULL || !is_found_by_all(x->f, id))
		return false;
	x->f->needs[id] = name_of(x->f, id, false);
	walk(x);
	return x->f->needs[id] != NULL;
}

static bool room(struct needing *x, struct lw_error *err) {
	const struct lw_graph *g = x->f->g;
	x->f->needs = lw_alloc(x->f->a, g->n_objects, sizeof(const char *), err);
	x->want = lw_alloc(x->f->a, g->n_objects, sizeof *x->want, err);
	x->got = lw_alloc(x->f->a, g->n_objects, sizeof *x->got, err);
	x->seen = lw_alloc(x->f->a, g->n_objects, sizeof *x->seen, err);
	return x->f->needs != NULL && x->want != NULL && x->got != NULL && x->seen != NULL;
}

bool lw_fuse_needs(struct lw_fusing *f, struct lw_error *err) {
	struct needing x = {.f = f};
	LW_TRY(room(&x, err));
	for (uint32_t i = 0; i < f->g->n_order; i++) {
		const uint32_t id = f->g->order[i];
		if (f->part_of[id] == 0)
			f->needs[id] = name_of(f, id, true);
		if (counts(&x, id))
			x.want[x.n_want++] = id;
	}
	walk(&x);
	uint32_t at = first_other(&x);
	for (uint32_t i = 0; i < MOST_MORE && at < x.n_want && add(&x, x.want[at]); i++)
		at = first_other(&x);
	return at >= x.n_want ||
		lw_fuse_refuse(NULL, LW_FUSE_RULE_CLOSURE, err,
			       "would have %s searched for symbols at another place than now among those that stay "
			       "outside: take it in too (--lib)",
			       f->g->objects[x.want[at]].path);
}
