/* SPDX-License-Identifier: Apache-2.0 */
/* How many system calls of the search bring nothing, and whose lists of directories cause most of them. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"

#define MANY 100u
#define TOO_MANY 1000u
#define SHOWN 3u

/* A list of directories: of an rpath or runpath, of the environment, of the loader. */
struct list {
	uint32_t owner, n;
	enum lw_rule rule;
};

struct lists {
	struct list *at;
	uint32_t n, cap;
};

/* As lw_graph.n_wasted counts, but for what serves a request that is not met: LW101 tells of that. */
static bool wasted(const struct lw_graph *g, const struct lw_probe *p) {
	if (p->edge < g->n_edges && g->edges[p->edge].how == LW_HOW_MISSING)
		return false;
	if (p->verdict == LW_VERDICT_CONFIG || p->verdict == LW_VERDICT_TAKEN || p->verdict == LW_VERDICT_SAME)
		return false;
	return p->op == LW_OP_STAT || p->sys != 0 || p->verdict == LW_VERDICT_REFUSED;
}

static struct list *list_of(struct lw_checking *c, struct lists *all, const struct lw_probe *p, struct lw_error *err) {
	for (uint32_t i = 0; i < all->n; i++)
		if (all->at[i].owner == p->object && all->at[i].rule == p->rule)
			return &all->at[i];
	struct list *l = lw_vec_add(c->a, all, err);
	if (l != NULL)
		*l = (struct list){.owner = p->object, .rule = p->rule};
	return l;
}

static int dearest_first(const void *x, const void *y) {
	const struct list *a = x, *b = y;
	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return a->rule != b->rule ? (a->rule < b->rule ? -1 : 1) : (a->owner < b->owner ? -1 : a->owner > b->owner);
}

static const char *dearest(struct lw_checking *c, struct lists *all, struct lw_error *err) {
	const char *text = "";
	if (all->n > 1)
		qsort(all->at, all->n, sizeof all->at[0], dearest_first);
	for (uint32_t i = 0; text != NULL && i < all->n && i < SHOWN; i++) {
		const struct list *l = &all->at[i];
		const bool owned = l->owner != LW_NO_ID;
		text = lw_sprintf(c->a, err, "%s%s%u by %s%s%s", text, i == 0 ? "" : ", ", (unsigned)l->n,
				  lw_rule_words(l->rule), owned ? " of " : "",
				  owned ? lw_path_base(lw_object_label(c->g, l->owner)) : "");
	}
	return text;
}

/* The library whose search had most of them. */
static const char *worst_name(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	uint32_t *n = lw_alloc(c->a, (size_t)g->n_edges + 1, sizeof *n, err), best = 0;
	if (n == NULL)
		return NULL;
	for (uint32_t i = 0; i < g->n_probes; i++)
		if (wasted(g, &g->probes[i]) && g->probes[i].edge < g->n_edges && ++n[g->probes[i].edge] > n[best])
			best = g->probes[i].edge;
	return g->n_edges == 0 ? "" : lw_why_command(c->a, g, g->edges[best].name, err);
}

bool lw_rule_probe_cost(struct lw_checking *c, struct lw_error *err) {
	struct lists all = {0};
	uint32_t n_wasted = 0;
	for (uint32_t i = 0; i < c->g->n_probes; i++) {
		const struct lw_probe *p = &c->g->probes[i];
		struct list *l = wasted(c->g, p) ? list_of(c, &all, p, err) : NULL;
		LW_TRY(l != NULL || !wasted(c->g, p));
		if (l == NULL)
			continue;
		l->n++;
		n_wasted++;
	}
	if (n_wasted < MANY)
		return true;
	const char *text = dearest(c, &all, err), *fix = worst_name(c, err);
	const struct lw_spot at = {.off = LW_NO_OFFSET,
				   .level = n_wasted >= TOO_MANY ? LW_LEVEL_WARNING : LW_LEVEL_OF_RULE,
				   .fix = fix == NULL || fix[0] == '\0' ? NULL : fix};
	return text != NULL && fix != NULL &&
		lw_found(c, at, err, "%u of %u system calls of the search bring nothing: %s", (unsigned)n_wasted,
			 (unsigned)c->g->n_probes, text);
}
