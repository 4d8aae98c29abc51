/* SPDX-License-Identifier: Apache-2.0 */
/* Every place of one search in its order, also behind the one that wins: what `why` shows. */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

#define DF_1_NODEFLIB 0x800u

struct listing {
	struct gl_process *p;
	const struct lw_edge *e;
	struct gl_map *from;
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
	struct gl_process *p = x->p;
	const char *abs = lw_gl_absolute(p, path, err);
	struct lw_place *at = abs == NULL ? NULL : add(x, rule, object, err);
	if (at == NULL)
		return false;
	const struct lw_file *f = NULL;
	at->path = path;
	LW_TRY(lw_gl_count_try(p, err));
	LW_TRY(lw_session_load(p->s, abs, &f, &at->sys, err));
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
	if (x->winner == NULL && !x->over) {
		x->winner = f;
		at->verdict = LW_VERDICT_TAKEN;
	} else if (x->winner != NULL && x->winner->dev == f->dev && x->winner->ino == f->ino) {
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
			const char *path = sub || plain ? lw_strcat2(x->p->a, dir, x->e->name, err) : dir;
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

static bool rpaths(struct listing *x, struct lw_error *err) {
	bool any = false, did_main = false;
	if (x->from->runpath != NULL)
		return empty_stage(x, LW_RULE_RPATH, x->from->id, "not used: the object that asks has a DT_RUNPATH",
				   err);
	for (struct gl_map *l = x->from; l != NULL; l = l->loader)
		LW_TRY(rpath_stage(x, l, &any, &did_main, err));
	if (!did_main)
		LW_TRY(rpath_stage(x, x->p->main, &any, &did_main, err));
	return any ||
		empty_stage(x, LW_RULE_RPATH, x->from->id, "none, neither here nor in the objects that led here", err);
}

static bool cache(struct listing *x, struct lw_error *err) {
	const char *path;
	LW_TRY(lw_gl_cache_lookup(x->p, x->e->name, &path, err));
	if (path == NULL)
		return empty_stage(x, LW_RULE_CACHE, LW_NO_ID,
				   x->p->cache_state == GL_CACHE_READ ? "has no such name" : "is not there", err);
	if (lw_gl_nodeflib_forbids(x->p, x->from, path))
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
	struct gl_dirs *run;
	LW_TRY(lw_gl_dirs_of(p, x->from, true, &run, err));
	if (run->list.n != 0)
		LW_TRY(in_dirs(x, run, LW_RULE_RUNPATH, x->from->id, err));
	else
		LW_TRY(empty_stage(x, LW_RULE_RUNPATH, x->from->id, "none", err));
	LW_TRY(cache(x, err));
	if ((x->from->img->elf->flags_1 & DF_1_NODEFLIB) != 0)
		return empty_stage(x, LW_RULE_DEFAULT, LW_NO_ID, "not used: DF_1_NODEFLIB", err);
	return in_dirs(x, &p->system, LW_RULE_DEFAULT, LW_NO_ID, err);
}

bool lw_gl_places(struct gl_process *p, const struct lw_edge *e, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) {
	struct listing x = {.p = p, .e = e, .from = p->maps.at[e->from]};
	p->record = false;
	if (strchr(e->name, '/') != NULL)
		LW_TRY(candidate(&x, e->name, LW_RULE_SLASH, LW_NO_ID, err));
	else
		LW_TRY(search_places(&x, err));
	*out = x.places.at;
	*n = x.places.n;
	return true;
}
