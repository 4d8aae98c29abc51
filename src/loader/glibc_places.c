/* SPDX-License-Identifier: Apache-2.0 */
/* Every place of one search in its order, also behind the one that wins: what `why` shows. */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"
#include "loader/places.h"

struct listing {
	struct gl_process *p;
	struct gl_request rq;
	const struct gl_map *who; /* who counts where nobody asks: the program */
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

/* Only what is set-user-ID may be preloaded in secure mode, and is searched for as a name without a slash (open_path).
 */
static bool not_set_id(const struct listing *x, const struct lw_file *f, enum lw_rule rule) {
	return x->rq.secure_preload && x->p->w->secure && rule != LW_RULE_SLASH && (f->mode & 04000u) == 0;
}

static bool candidate(struct listing *x, const char *path, enum lw_rule rule, uint32_t object, struct lw_error *err) {
	struct gl_process *p = x->p;
	struct lw_place *at = add(x, rule, object, err);
	if (at == NULL)
		return false;
	const struct lw_file *f = NULL;
	at->path = path;
	LW_TRY(lw_gl_open(p, path, &f, &at->sys, err));
	if (at->sys != 0)
		return true;
	struct gl_refusal no = {0};
	enum gl_judgement j = lw_gl_judge_candidate(p, f, &no);
	at->reason = no.words;
	if (j != GL_ACCEPT) {
		at->verdict = j == GL_SKIP ? LW_VERDICT_REFUSED : LW_VERDICT_FATAL;
		x->over |= j == GL_REJECT && x->winner == NULL;
		return true;
	}
	if (not_set_id(x, f, rule)) {
		at->verdict = LW_VERDICT_REFUSED;
		at->reason = "not set-user-ID: no preload in secure mode";
		return true;
	}
	if (x->winner == NULL && !x->over) {
		x->winner = f;
		at->verdict = LW_VERDICT_TAKEN;
	} else if (lw_file_is_same(x->winner, f)) {
		at->verdict = LW_VERDICT_SAME;
	}
	return true;
}

static bool exists(struct listing *x, const char *dir, bool *yes, struct lw_error *err) {
	int sys;
	*yes = true;
	if (dir[0] != '/')
		return true;
	const char *cut = lw_strndup(x->p->a, dir, strlen(dir) > 1 ? strlen(dir) - 1 : 1, err);
	return cut != NULL && lw_session_stat(x->p->s, cut, yes, &sys, err);
}

static bool in_dirs(struct listing *x, const struct gl_dirs *dirs, enum lw_rule rule, uint32_t object,
		    struct lw_error *err) {
	for (uint32_t i = 0; i < dirs->list.n; i++) {
		bool yes;
		LW_TRY(exists(x, dirs->list.at[i]->name, &yes, err));
		for (uint32_t k = 0; k < x->p->n_hwcaps; k++) {
			const bool plain = k + 1 == x->p->n_hwcaps;
			const char *dir = lw_strcat2(x->p->a, dirs->list.at[i]->name, x->p->hwcaps[k], err);
			bool sub = yes;
			if (dir == NULL || (yes && !plain && !exists(x, dir, &sub, err)))
				return false;
			const char *path = sub || plain ? lw_strcat2(x->p->a, dir, x->rq.name, err) : dir;
			if (path == NULL || ((sub || plain) && !candidate(x, path, rule, object, err)))
				return false;
		}
	}
	return true;
}

static bool rpath_stage(struct listing *x, struct gl_map *l, bool *any, bool *did_main, struct lw_error *err) {
	struct gl_dirs *dirs;
	LW_TRY(lw_gl_dirs_of(x->p, l, false, &dirs, err));
	*did_main |= l == x->p->main;
	*any |= dirs->list.n != 0;
	return in_dirs(x, dirs, LW_RULE_RPATH, l->id, err);
}

static bool runpath_stage(struct listing *x, struct gl_map *l, bool *any, struct lw_error *err) {
	struct gl_dirs *dirs;
	LW_TRY(lw_gl_dirs_of(x->p, l, true, &dirs, err));
	*any |= dirs->list.n != 0;
	return in_dirs(x, dirs, LW_RULE_RUNPATH, l->id, err);
}

static bool rpaths(struct listing *x, struct lw_error *err) {
	bool any = false, did_main = false;
	if (x->rq.loader != NULL && x->rq.loader->runpath != NULL)
		return empty_stage(x, LW_RULE_RPATH, x->who->id, "not used: the object that asks has a DT_RUNPATH",
				   err);
	for (struct gl_map *l = x->rq.loader; l != NULL; l = l->loader)
		LW_TRY(rpath_stage(x, l, &any, &did_main, err));
	if (!did_main)
		LW_TRY(rpath_stage(x, x->p->main, &any, &did_main, err));
	if (x->rq.audit && x->p->main->rpath == NULL && lw_gl_has(x->p->minor, GL_AUDIT_RUNPATH))
		LW_TRY(runpath_stage(x, x->p->main, &any, err));
	return any ||
		empty_stage(x, LW_RULE_RPATH, x->who->id, "none, neither here nor in the objects that led here", err);
}

static bool cache(struct listing *x, struct lw_error *err) {
	const char *path;
	if (x->rq.secure_preload && x->p->w->secure)
		return empty_stage(x, LW_RULE_CACHE, LW_NO_ID, "not used: a preload in secure mode", err);
	LW_TRY(lw_gl_cache_lookup(x->p, x->rq.name, &path, err));
	if (path == NULL)
		return empty_stage(x, LW_RULE_CACHE, LW_NO_ID,
				   x->p->cache_state == GL_CACHE_READ ? "has no such name" : "is not there", err);
	if (lw_gl_nodeflib_forbids(x->p, x->who, path))
		return empty_stage(x, LW_RULE_CACHE, LW_NO_ID,
				   "its entry lies in a trusted directory, which DF_1_NODEFLIB forbids", err);
	return candidate(x, path, LW_RULE_CACHE, LW_NO_ID, err);
}

static bool search_places(struct listing *x, struct lw_error *err) {
	struct gl_process *p = x->p;
	LW_TRY(rpaths(x, err));
	const char *llp = lw_world_getenv(p->w, "LD_LIBRARY_PATH");
	if (p->env.list.n != 0)
		LW_TRY(in_dirs(x, &p->env, LW_RULE_ENV, LW_NO_ID, err));
	else
		LW_TRY(empty_stage(x, LW_RULE_ENV, LW_NO_ID,
				   llp == NULL            ? "not set"
					   : p->w->secure ? "ignored: secure mode"
							  : "empty",
				   err));
	bool any = false;
	if (x->rq.loader != NULL)
		LW_TRY(runpath_stage(x, x->rq.loader, &any, err));
	if (!any)
		LW_TRY(empty_stage(x, LW_RULE_RUNPATH, x->who->id, "none", err));
	LW_TRY(cache(x, err));
	if (lw_gl_has_nodeflib(x->who))
		return empty_stage(x, LW_RULE_DEFAULT, LW_NO_ID, "not used: DF_1_NODEFLIB", err);
	return in_dirs(x, &p->system, LW_RULE_DEFAULT, LW_NO_ID, err);
}

bool lw_gl_places(void *state, const struct lw_edge *e, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) {
	struct gl_process *p = state;
	struct listing x = {.p = p, .rq = lw_gl_request_of(p, e)};
	const char *path = e->name;
	x.who = x.rq.loader != NULL ? x.rq.loader : p->main;
	p->record = false;
	if (strchr(e->name, '/') == NULL) {
		LW_TRY(search_places(&x, err));
	} else {
		if (x.rq.loader != NULL)
			LW_TRY(lw_gl_tokens_expand(p, x.rq.loader, e->name, &path, err));
		LW_TRY(candidate(&x, path == NULL ? "" : path, LW_RULE_SLASH, LW_NO_ID, err));
	}
	*out = x.places.at;
	*n = x.places.n;
	return true;
}
