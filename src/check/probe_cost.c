/* SPDX-License-Identifier: Apache-2.0 */
/* How many system calls of the search bring nothing, and which directories cause most of them. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"

#define MANY 100u
#define TOO_MANY 1000u
#define SHOWN 3u

struct cost {
	const char *dir; /* with its slash at the end */
	enum lw_rule rule;
	uint32_t n;
	uint32_t order; /* the first that was met comes first */
};

struct costs {
	struct cost **at;
	uint32_t n, cap;
};

/* As lw_graph.n_wasted counts. */
static bool wasted(const struct lw_probe *p) {
	if (p->verdict == LW_VERDICT_CONFIG || p->verdict == LW_VERDICT_TAKEN || p->verdict == LW_VERDICT_SAME)
		return false;
	return p->op == LW_OP_STAT || p->sys != 0 || p->verdict == LW_VERDICT_REFUSED;
}

static bool count(struct lw_checking *c, struct lw_map *by_dir, struct costs *all, const struct lw_probe *p,
		  struct lw_error *err) {
	const char *slash = strrchr(p->path, '/');
	const size_t n = slash == NULL ? 0 : (size_t)(slash + 1 - p->path);
	struct cost *known = lw_map_get(by_dir, p->path, n);
	if (known == NULL) {
		struct cost **slot = lw_vec_add(c->a, all, err);
		known = slot == NULL ? NULL : lw_alloc(c->a, 1, sizeof *known, err);
		if (known == NULL)
			return false;
		*known = (struct cost){.dir = lw_strndup(c->a, p->path, n, err), .rule = p->rule, .order = all->n};
		*slot = known;
		LW_TRY(known->dir != NULL && lw_map_put(by_dir, c->a, known->dir, n, known, err));
	}
	known->n++;
	return true;
}

static int dearest_first(const void *x, const void *y) {
	const struct cost *a = *(struct cost *const *)x, *b = *(struct cost *const *)y;
	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return a->order < b->order ? -1 : 1;
}

static const char *dearest(struct lw_checking *c, struct costs *all, struct lw_error *err) {
	const char *text = "";
	qsort(all->at, all->n, sizeof all->at[0], dearest_first);
	for (uint32_t i = 0; text != NULL && i < all->n && i < SHOWN; i++)
		text = lw_sprintf(c->a, err, "%s%s%u in %s (%s)", text, i == 0 ? "" : ", ", (unsigned)all->at[i]->n,
				  all->at[i]->dir[0] == '\0' ? "." : all->at[i]->dir, lw_rule_words(all->at[i]->rule));
	return text;
}

/* The library whose search had most of them. */
static const char *worst_name(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	uint32_t *n = lw_alloc(c->a, (size_t)g->n_edges + 1, sizeof *n, err), best = 0;
	if (n == NULL)
		return NULL;
	for (uint32_t i = 0; i < g->n_probes; i++)
		if (wasted(&g->probes[i]) && g->probes[i].edge < g->n_edges && ++n[g->probes[i].edge] > n[best])
			best = g->probes[i].edge;
	return g->n_edges == 0 ? "" : lw_why_command(c->a, g, g->edges[best].name, err);
}

bool lw_rule_probe_cost(struct lw_checking *c, struct lw_error *err) {
	struct lw_map by_dir = {0};
	struct costs all = {0};
	if (c->g->n_wasted < MANY)
		return true;
	for (uint32_t i = 0; i < c->g->n_probes; i++)
		if (c->g->probes[i].path != NULL && wasted(&c->g->probes[i]))
			LW_TRY(count(c, &by_dir, &all, &c->g->probes[i], err));
	const char *text = dearest(c, &all, err), *fix = worst_name(c, err);
	const struct lw_spot at = {.off = LW_NO_OFFSET,
				   .level = c->g->n_wasted >= TOO_MANY ? LW_LEVEL_WARNING : LW_LEVEL_OF_RULE,
				   .fix = fix == NULL || fix[0] == '\0' ? NULL : fix};
	return text != NULL && fix != NULL &&
		lw_found(c, at, err, "%u of %u system calls of the search bring nothing: %s", (unsigned)c->g->n_wasted,
			 (unsigned)c->g->n_probes, text);
}
