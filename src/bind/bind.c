/* SPDX-License-Identifier: Apache-2.0 */
#include "bind/bind.h"

#include <string.h>

#include "base/fail.h"

/* A loader that has given up binds nothing; one that would only end a real start (trace mode goes on) still may. */
static bool is_complete(const struct lw_graph *g) {
	return !g->is_static && (g->stopped == NULL || g->stopped_only_at_start || g->n_missing != 0);
}

static bool bind(struct binder *b, struct lw_error *err) {
	const char *kind = b->g->loader.kind;
	if (b->g->image->format == LW_FORMAT_MACHO)
		return lw_bind_macho(b, err);
	if (b->g->image->format == LW_FORMAT_PE)
		return lw_bind_pe(b, err);
	LW_TRY(lw_bind_scope(b, err));
	return kind != NULL && strcmp(kind, "musl") == 0 ? lw_bind_musl(b, err) : lw_bind_glibc(b, err);
}

bool lw_bind_graph(struct lw_session *s, const struct lw_graph *g, const struct lw_bindings **out,
		   struct lw_error *err) {
	struct binder *b = lw_alloc(&s->graphs, 1, sizeof *b, err);
	if (b == NULL)
		return false;
	b->s = s;
	b->a = &s->graphs;
	b->g = g;
	*out = &b->out;
	if (!is_complete(g))
		return true;
	if (!bind(b, err)) {
		lw_error_subject(err, g->file);
		return false;
	}
	b->out.list = b->list.at;
	b->out.n = b->list.n;
	return true;
}
