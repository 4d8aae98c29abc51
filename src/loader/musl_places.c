/* SPDX-License-Identifier: Apache-2.0 */
/* What-if questions on a finished process: a request by itself, and every place of one search in its order. */
#include <string.h>

#include "base/fail.h"
#include "loader/musl.h"
#include "loader/places.h"

bool lw_mu_alone(void *state, struct lw_edge *e, struct lw_error *err) {
	struct mu_process *p = state;
	const struct mu_dso *to = p->dsos.at[e->to];
	struct mu_found f;
	struct mu_judgement j = {0};
	if (to == p->self)
		return true;
	p->record = false;
	LW_TRY(lw_mu_search(p, e->name, e->kind == LW_EDGE_PRELOAD ? NULL : p->dsos.at[e->from], &f, err));
	if (f.file != NULL)
		LW_TRY(lw_mu_judge(p, f.file, &j, err));
	if (j.img == NULL) {
		e->alone = LW_ALONE_MISSING;
		return true;
	}
	const bool same = lw_file_is_same(f.file, to->file);
	e->alone = same ? LW_ALONE_SAME : LW_ALONE_OTHER;
	e->alone_rule = f.rule;
	e->alone_path = f.path;
	return true;
}

struct listing {
	struct mu_process *p;
	const char *name;
	LW_VEC(struct lw_place) places;
	const struct lw_file *winner;
	bool over; /* the loader would have given up */
};

static struct lw_place *add(struct listing *x, enum lw_rule rule, uint32_t object, struct lw_error *err) {
	struct lw_place *at = lw_vec_add(x->p->a, &x->places, err);
	if (at != NULL) {
		at->rule = rule;
		at->object = object;
	}
	return at;
}

static bool empty_stage(struct listing *x, enum lw_rule rule, uint32_t object, const char *note, struct lw_error *err) {
	struct lw_place *at = add(x, rule, object, err);
	if (at == NULL)
		return false;
	at->note = note;
	return true;
}

static bool candidate(struct listing *x, const char *path, enum lw_rule rule, uint32_t object, struct lw_error *err) {
	struct lw_place *at = add(x, rule, object, err);
	const struct lw_file *f;
	struct mu_judgement j;
	if (at == NULL)
		return false;
	at->path = path;
	x->p->sys = 0;
	LW_TRY(lw_mu_open(x->p, path, rule, object, &f, err));
	if (f == NULL) {
		at->sys = x->p->sys;
		x->over |= x->winner == NULL && !lw_mu_goes_on(at->sys);
		return true;
	}
	LW_TRY(lw_mu_judge(x->p, f, &j, err));
	at->reason = j.words;
	const bool same = lw_file_is_same(x->winner, f);
	if (at->reason != NULL) {
		at->verdict = LW_VERDICT_FATAL;
		x->over |= x->winner == NULL;
	} else if (x->winner == NULL && !x->over) {
		x->winner = f;
		at->verdict = LW_VERDICT_TAKEN;
	} else if (same) {
		at->verdict = LW_VERDICT_SAME;
	}
	return true;
}

static bool in_list(struct listing *x, struct mu_stage st, bool *any, struct lw_error *err) {
	const char *list = st.list;
	size_t n;
	for (const char *dir; list != NULL && ((dir = lw_mu_next_dir(&list, &n)), n != 0);) {
		*any = true;
		if (n + 1 + strlen(x->name) >= MU_LONGEST_PATH)
			continue;
		const char *path = lw_sprintf(x->p->a, err, "%.*s/%s", (int)n, dir, x->name);
		LW_TRY(path != NULL && candidate(x, path, st.rule, st.object, err));
	}
	return true;
}

static bool rpaths(struct listing *x, struct mu_dso *from, struct lw_error *err) {
	bool any = false;
	for (struct mu_dso *d = from; d != NULL; d = d->needed_by) {
		LW_TRY(lw_mu_rpath(x->p, d, err));
		const enum lw_rule rule = d->img->runpath.text != NULL ? LW_RULE_RUNPATH : LW_RULE_RPATH;
		if (d->rpath_state == MU_RPATH_ENDS) {
			x->over = true;
			return empty_stage(x, rule, d->id, "the search ends here: $ORIGIN cannot be told", err);
		}
		if (d->rpath == NULL && d->rpath_orig != NULL) {
			any = true;
			LW_TRY(empty_stage(x, rule, d->id, "not used: it holds a token that musl does not put in",
					   err));
		}
		LW_TRY(in_list(x, (struct mu_stage){rule, d->id, d->rpath}, &any, err));
	}
	return any || from == NULL ||
		empty_stage(x, LW_RULE_RUNPATH, from->id, "none, neither here nor in the objects that led here", err);
}

static bool search_places(struct listing *x, struct mu_dso *from, struct lw_error *err) {
	struct mu_process *p = x->p;
	bool env = false, sys = false;
	LW_TRY(in_list(x, (struct mu_stage){LW_RULE_ENV, LW_NO_ID, p->env_path}, &env, err));
	if (!env)
		LW_TRY(empty_stage(x, LW_RULE_ENV, LW_NO_ID,
				   p->env_path != NULL    ? "empty"
					   : p->w->secure ? "not looked at: secure mode"
							  : "not set",
				   err));
	LW_TRY(rpaths(x, from, err));
	LW_TRY(lw_mu_sys_path(p, err));
	const enum lw_rule rule = p->sys_state == MU_SYS_FILE ? LW_RULE_PATH_FILE : LW_RULE_DEFAULT;
	LW_TRY(in_list(x, (struct mu_stage){rule, LW_NO_ID, p->sys_path}, &sys, err));
	return sys || empty_stage(x, rule, LW_NO_ID, "holds no directory", err);
}

bool lw_mu_places(void *state, const struct lw_edge *e, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) {
	struct listing x = {.p = state, .name = e->name};
	struct mu_dso *from = e->kind == LW_EDGE_PRELOAD ? NULL : x.p->dsos.at[e->from];
	x.p->record = false;
	if (lw_mu_is_reserved(x.p, e->name))
		LW_TRY(empty_stage(&x, LW_RULE_LOADER, LW_NO_ID, "the loader itself is the libc: it is not looked for",
				   err));
	else if (strchr(e->name, '/') != NULL)
		LW_TRY(candidate(&x, e->name, LW_RULE_SLASH, LW_NO_ID, err));
	else
		LW_TRY(search_places(&x, from, err));
	*out = x.places.at;
	*n = x.places.n;
	return true;
}
