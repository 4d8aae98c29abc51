/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for one library. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "base/vec.h"
#include "graph/ask.h"
#include "linkwright/report.h"
#include "session/session.h"

static bool equal(const struct lw_graph *g, const char *x, const char *y) {
	if (x == NULL || y == NULL)
		return false;
	/* "x" is x.dll too, as it is for LoadLibrary. */
	char name[256];
	const size_t n = strlen(y);
	if (g->image->format == LW_FORMAT_PE && strpbrk(y, "./\\") == NULL && n < sizeof name - 4) {
		memcpy(name, y, n);
		memcpy(name + n, ".dll", 5);
		y = name;
	}
	return lw_graph_same_name(g, x, y);
}

/* Ways in which a name can mean an object, the surest first. */
enum way { BY_REQUEST, BY_SONAME, BY_PATH, BY_BASE, N_WAYS };

static bool asks_by(const struct lw_graph *g, const struct lw_edge *e, const char *library) {
	return equal(g, e->name, library) || equal(g, e->raw_name, library);
}

static bool means(const struct lw_graph *g, const struct lw_object *o, const bool *requested, const char *library,
		  enum way way) {
	switch (way) {
	case BY_REQUEST:
		return equal(g, o->name, library) || requested[o->id];
	case BY_SONAME:
		return g->image->format != LW_FORMAT_PE && equal(g, o->soname, library);
	case BY_PATH:
		return equal(g, o->path, library) || (o->file != NULL && equal(g, o->file->path, library));
	case BY_BASE:
	default:
		return o->path != NULL && equal(g, lw_path_base(o->path), library);
	}
}

/* Marks the objects that the name means; *first is the first that is there, or the first at all. requested has room for
 * a mark on each object. */
static void mark(const struct lw_graph *g, const char *library, bool *requested, bool *meant, uint32_t *first) {
	*first = LW_NO_ID;
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (g->edges[i].to < g->n_objects && asks_by(g, &g->edges[i], library))
			requested[g->edges[i].to] = true;
	for (int way = 0; way < N_WAYS && *first == LW_NO_ID; way++) {
		for (uint32_t i = 0; i < g->n_objects; i++) {
			const struct lw_object *o = &g->objects[i];
			meant[i] = o->role != LW_ROLE_PROGRAM && means(g, o, requested, library, (enum way)way);
			if (meant[i] && (*first == LW_NO_ID || (o->found && !g->objects[*first].found)))
				*first = i;
		}
	}
}

static bool asks(const struct lw_graph *g, const struct lw_edge *e, const char *library, const bool *meant) {
	if (e->to < g->n_objects && meant[e->to])
		return true;
	/* What could not be had has no object. */
	return e->to == LW_NO_ID && asks_by(g, e, library);
}

static bool find_fused(struct lw_session *s, const struct lw_graph *g, struct lw_why *why, struct lw_error *err) {
	LW_VEC(struct lw_why_fused) list = {0};
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_fused *f = lw_object_fused(&g->objects[i]);
		for (uint32_t k = 1; f != NULL && k < f->n_files; k++) {
			if (strcmp(lw_fused_name(&f->files[k]), why->library) != 0)
				continue;
			struct lw_why_fused *slot = lw_vec_add(&s->graphs, &list, err);
			LW_TRY(slot != NULL);
			*slot = (struct lw_why_fused){i, f->files[k].path};
		}
	}
	why->fused = list.at;
	why->n_fused = list.n;
	return true;
}

bool lw_graph_why(struct lw_session *s, const struct lw_graph *g, const char *library, const struct lw_why **out,
		  struct lw_error *err) {
	LW_VEC(struct lw_why_request) requests = {0};
	struct lw_why *why = lw_alloc(&s->graphs, 1, sizeof *why, err);
	bool *meant = lw_alloc(&s->graphs, g->n_objects, sizeof *meant, err);
	bool *requested = lw_alloc(&s->graphs, g->n_objects, sizeof *requested, err);
	if (why == NULL || meant == NULL || requested == NULL ||
	    (why->library = lw_strdup(&s->graphs, library, err)) == NULL) {
		lw_error_subject(err, g->file);
		return false;
	}
	mark(g, library, requested, meant, &why->object);
	for (uint32_t i = 0; i < g->n_edges; i++) {
		if (!asks(g, &g->edges[i], library, meant))
			continue;
		struct lw_why_request *rq = lw_vec_add(&s->graphs, &requests, err);
		if (rq == NULL) {
			lw_error_subject(err, g->file);
			return false;
		}
		rq->edge = i;
		if (g->edges[i].from != LW_NO_ID)
			LW_TRY(lw_graph_places(s, g, i, &rq->places, &rq->n_places, err));
	}
	why->requests = requests.at;
	why->n_requests = requests.n;
	*out = why;
	return find_fused(s, g, why, err);
}
