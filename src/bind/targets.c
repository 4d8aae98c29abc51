/* SPDX-License-Identifier: Apache-2.0 */
#include "bind/targets.h"

#include <string.h>

#include "base/fail.h"

static bool is_need(enum lw_edge_kind kind) {
	return kind != LW_EDGE_PRELOAD && kind != LW_EDGE_AUDIT && kind != LW_EDGE_FORWARD && kind != LW_EDGE_HOST;
}

static void take(struct bind_targets *t, const struct lw_image *img, const struct lw_edge *e) {
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].off == e->off && t->at[i] == LW_NO_ID) {
			t->at[i] = e->to;
			return;
		}
}

bool lw_bind_targets(struct binder *b, const struct lw_image *img, uint32_t id, struct bind_targets *out,
		     struct lw_error *err) {
	const struct lw_graph *g = b->g;
	if (b->first_edge == NULL) {
		/* The edges of each object behind each other: where they begin, and the next of the same. */
		b->first_edge = lw_alloc(b->a, g->n_objects, sizeof *b->first_edge, err);
		b->next_edge = lw_alloc(b->a, g->n_edges, sizeof *b->next_edge, err);
		LW_TRY(b->first_edge != NULL && b->next_edge != NULL);
		for (uint32_t i = g->n_edges; i > 0; i--)
			if (g->edges[i - 1].from < g->n_objects) {
				b->next_edge[i - 1] = b->first_edge[g->edges[i - 1].from];
				b->first_edge[g->edges[i - 1].from] = i;
			}
	}
	out->n = img->n_needs;
	out->at = lw_alloc(b->a, img->n_needs, sizeof *out->at, err);
	if (out->at == NULL)
		return false;
	for (uint32_t i = 0; i < out->n; i++)
		out->at[i] = LW_NO_ID;
	for (uint32_t i = b->first_edge[id]; i != 0; i = b->next_edge[i - 1])
		if (is_need(g->edges[i - 1].kind))
			take(out, img, &g->edges[i - 1]);
	return true;
}
