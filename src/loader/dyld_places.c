/* SPDX-License-Identifier: Apache-2.0 */
/* What-if questions on a finished process: a request by itself, and every place of one search in its order. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/dyld.h"
#include "loader/places.h"

static struct dy_request request_of(const struct dy_process *p, const struct lw_edge *e) {
	return (struct dy_request){.name = e->name,
				   .from = p->images.at[e->from],
				   .weak = e->kind == LW_EDGE_WEAK,
				   .inserted = e->kind == LW_EDGE_PRELOAD};
}

struct listing {
	struct dy_walk walk; /* first, so that a visit finds the rest */
	LW_VEC(struct lw_place) places;
	const struct lw_file *winner;
	bool won; /* also by the shared cache, which is no file */
};

static bool look(struct listing *x, struct lw_place *at, const struct lw_file *f, struct lw_error *err) {
	const struct lw_image *img;
	LW_TRY(lw_dy_judge(x->walk.p, f, &img, &at->reason, err));
	if (img == NULL) {
		at->verdict = LW_VERDICT_REFUSED;
	} else if (!x->won) {
		x->won = true;
		x->winner = f;
		at->verdict = LW_VERDICT_TAKEN;
	} else if (lw_file_is_same(x->winner, f)) {
		at->verdict = LW_VERDICT_SAME;
	}
	return true;
}

static bool visit(struct dy_walk *w, const char *path, enum lw_rule rule, uint32_t object, struct lw_error *err) {
	struct listing *x = (struct listing *)(void *)w;
	struct lw_place *at = lw_vec_add(w->p->a, &x->places, err);
	const char *abs = at == NULL ? NULL : lw_path_absolute(w->p->a, w->p->w->cwd, path, err);
	const struct lw_file *f;
	LW_TRY(abs != NULL);
	at->rule = rule;
	at->object = object;
	at->path = path;
	LW_TRY(lw_session_load(w->p->s, abs, &f, &at->sys, err));
	if (f != NULL)
		return look(x, at, f, err);
	bool cached;
	LW_TRY(lw_dy_in_cache(w->p, w->rq, path, rule, &cached, err));
	if (cached) {
		at->rule = LW_RULE_SHARED_CACHE;
		at->sys = 0;
		at->verdict = x->won ? LW_VERDICT_NONE : LW_VERDICT_TAKEN;
		x->won = true;
	}
	return true;
}

static bool list(struct listing *x, struct dy_process *p, const struct lw_edge *e, struct lw_error *err) {
	const struct dy_request rq = request_of(p, e);
	x->walk = (struct dy_walk){.p = p, .rq = &rq, .visit = visit};
	p->record = false;
	return lw_dy_each_path(&x->walk, err);
}

bool lw_dy_alone(void *state, struct lw_edge *e, struct lw_error *err) {
	struct dy_process *p = state;
	const struct dy_image *to = p->images.at[e->to];
	struct listing x = {0};
	LW_TRY(list(&x, p, e, err));
	lw_places_settle(e, to->file, x.places.at, x.places.n, x.winner);
	return true;
}

bool lw_dy_places(void *state, const struct lw_edge *e, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) {
	struct listing x = {0};
	LW_TRY(list(&x, state, e, err));
	*out = x.places.at;
	*n = x.places.n;
	return true;
}
