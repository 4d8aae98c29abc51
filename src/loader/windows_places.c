/* SPDX-License-Identifier: Apache-2.0 */
/* What-if questions on a finished process: a request by itself, and every place of one search in its order. */
#include <errno.h>

#include "base/fail.h"
#include "loader/places.h"
#include "loader/windows.h"

struct listing {
	struct wi_walk walk; /* first, so that a visit finds the rest */
	LW_VEC(struct lw_place) places;
	const struct lw_file *winner;
	bool over; /* a file before this place ended the search */
	bool won;  /* also by what Windows is taken to have, which is no file */
};

static bool look(struct listing *x, struct lw_place *at, const struct lw_file *f, struct lw_error *err) {
	const struct lw_image *img;
	struct wi_refusal no;
	LW_TRY(lw_wi_judge(x->walk.p, f, &img, &no, err));
	at->reason = no.why;
	if (img == NULL) {
		at->verdict = no.over && !x->won && !x->over ? LW_VERDICT_FATAL : LW_VERDICT_REFUSED;
		x->over = x->over || no.over;
	} else if (!x->won && !x->over) {
		x->won = true;
		x->winner = f;
		at->verdict = LW_VERDICT_TAKEN;
	} else if (lw_file_is_same(x->winner, f)) {
		at->verdict = LW_VERDICT_SAME;
	}
	return true;
}

static bool visit(struct wi_walk *w, const struct wi_place *place, struct lw_error *err) {
	struct listing *x = (struct listing *)(void *)w;
	struct lw_place *at = lw_vec_add(w->p->a, &x->places, err);
	const struct lw_file *f = NULL;
	const char *path;
	if (at == NULL)
		return false;
	*at = (struct lw_place){.rule = place->rule, .path = place->path, .note = place->note, .object = LW_NO_ID};
	if (place->path == NULL)
		return true;
	if (place->assumed) {
		at->verdict = x->won || x->over ? LW_VERDICT_NONE : LW_VERDICT_TAKEN;
		x->won = x->won || !x->over;
		return true;
	}
	LW_TRY(lw_session_spell(w->p->s, place->path, &path, err));
	at->sys = ENOENT;
	if (path == NULL)
		return true;
	at->path = path;
	LW_TRY(lw_session_load(w->p->s, path, &f, &at->sys, err));
	return f == NULL || look(x, at, f, err);
}

static bool list(struct listing *x, struct wi_process *p, const struct lw_edge *e, struct lw_error *err) {
	struct wi_request rq;
	struct wi_module *from = e->from == LW_NO_ID ? p->main : p->modules.at[e->from];
	LW_TRY(lw_wi_request(p, from, e->raw_name, e->kind == LW_EDGE_DELAY, &rq, err));
	x->walk = (struct wi_walk){.p = p, .rq = &rq, .visit = visit};
	p->record = false;
	return lw_wi_each_place(&x->walk, err);
}

bool lw_wi_alone(void *state, struct lw_edge *e, struct lw_error *err) {
	struct wi_process *p = state;
	const struct wi_module *to = p->modules.at[e->to];
	struct listing x = {0};
	if (e->kind == LW_EDGE_HOST)
		return true;
	LW_TRY(list(&x, p, e, err));
	lw_places_settle(e, to->file, x.places.at, x.places.n, x.winner);
	return true;
}

bool lw_wi_places(void *state, const struct lw_edge *e, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) {
	struct listing x = {0};
	*out = NULL;
	*n = 0;
	if (e->kind == LW_EDGE_HOST)
		return true;
	LW_TRY(list(&x, state, e, err));
	*out = x.places.at;
	*n = x.places.n;
	return true;
}
