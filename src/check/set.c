/* SPDX-License-Identifier: Apache-2.0 */
/* The rules over a whole target: over the graph of each of its binaries, then over all of them together. */
#include "check/set.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"
#include "check/wheel_binaries.h"
#include "package/wheel.h"
#include "target/targets.h"

struct running {
	struct lw_set *set;
	struct lw_world own, clean_own;
	const struct lw_world *world, *clean; /* clean: the same without its environment, or NULL */
	struct lw_check_opts opts;            /* for this target */
};

/* A session has each file once. */
static const char *key_of(struct lw_arena *a, const struct lw_file *asker, const char *name, struct lw_error *err) {
	return lw_sprintf(a, err, "%p %s", (const void *)asker, name);
}

static bool note_met(struct lw_set *set, const struct lw_file *asker, const char *name, struct lw_error *err) {
	const char *key = key_of(set->a, asker, name, err);
	if (key == NULL)
		return false;
	const size_t n = strlen(key);
	return lw_map_get(&set->met, key, n) != NULL || lw_map_put(&set->met, set->a, key, n, set, err);
}

/* Strings of a graph die with it. */
static bool keep_load(struct lw_set *set, const struct lw_graph *g, const struct lw_object *o, struct lw_load *out,
		      struct lw_error *err) {
	*out = (struct lw_load){
		.file = o->file, .image = o->image != NULL ? o->image : o->file->image, .rule = o->rule};
	out->name = lw_strdup(set->a, o->name, err);
	out->path = lw_strdup(set->a, o->path, err);
	out->from = lw_strdup(set->a, lw_object_label(g, o->asked_by), err);
	return out->name != NULL && out->path != NULL && out->from != NULL;
}

static bool keep_loads(struct lw_set *set, const struct lw_graph *g, struct lw_subject *s, struct lw_error *err) {
	struct lw_load *loads = lw_alloc(set->a, g->n_objects + 1, sizeof *loads, err);
	if (loads == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		if (o->found && o->file != NULL && o->role != LW_ROLE_PROGRAM)
			LW_TRY(keep_load(set, g, o, &loads[s->n_loads++], err));
	}
	s->loads = loads;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_object *from = lw_object_at(g, e->from);
		if (e->to != LW_NO_ID && e->how != LW_HOW_MISSING && from != NULL && from->file != NULL)
			LW_TRY(note_met(set, from->file, e->name, err));
	}
	return true;
}

/* The path as people know it, where it lies in the target. */
static bool show(struct running *r, const char *path, const char **out, struct lw_error *err) {
	uint32_t which;
	return path[0] == '/' ? lw_targets_show(r->set->targets, path, out, &which, err)
			      : (*out = lw_strdup(r->set->a, path, err)) != NULL;
}

/* Once, whichever of the binaries brings it up. */
static bool keep_finding(struct running *r, const struct lw_finding *f, struct lw_error *err) {
	struct lw_set *set = r->set;
	const char *shown;
	LW_TRY(show(r, f->file, &shown, err));
	const char *key = lw_sprintf(set->a, err, "%s\n%s\n%s", f->rule->id, shown, f->message);
	if (key == NULL || lw_map_get(&set->told, key, strlen(key)) != NULL)
		return key != NULL;
	LW_TRY(lw_map_put(&set->told, set->a, key, strlen(key), set, err));
	struct lw_finding *at = lw_vec_add(set->a, &set->findings, err);
	if (at == NULL)
		return false;
	*at = *f;
	at->file = shown;
	at->message = lw_strdup(set->a, f->message, err);
	/* What lies in an archive cannot be edited there. */
	const bool packed = lw_target_opened(set->targets, set->target) != NULL;
	at->fix = f->fix == NULL || (packed && lw_mending_edits(f->fix)) ? NULL : lw_strdup(set->a, f->fix, err);
	at->asked = f->asked == NULL ? NULL : lw_strdup(set->a, f->asked, err);
	return at->message != NULL && (f->fix == NULL || at->fix != NULL || packed) &&
		(f->asked == NULL || at->asked != NULL);
}

static bool rules(struct running *r, struct lw_session *s, const struct lw_graph *g, const char *path,
		  struct lw_error *err) {
	const struct lw_graph *without = NULL;
	const struct lw_finding *list;
	uint32_t n;
	if (r->clean != NULL)
		LW_TRY(lw_graph_build(s, r->clean, path, &without, err));
	LW_TRY(lw_check(s, g, without, &r->opts, &list, &n, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(keep_finding(r, &list[i], err));
	return true;
}

/* A binary that cannot be looked at is told and left; only NOMEM is an error of the whole. */
static bool one(struct running *r, const char *path, struct lw_error *err) {
	struct lw_session *s = r->set->s;
	struct lw_subject *subject = lw_vec_add(r->set->a, &r->set->subjects, err);
	const struct lw_graph *built;
	struct lw_error bad = {0};
	LW_TRY(subject != NULL);
	subject->path = path;
	LW_TRY(show(r, path, &subject->shown, err));
	bool ok = lw_graph_build(s, r->world, path, &built, &bad);
	if (ok) {
		/* It is shown as the caller calls it. */
		struct lw_graph g = *built;
		g.file = subject->shown;
		subject->file = g.subject;
		subject->image = g.image;
		ok = keep_loads(r->set, built, subject, &bad) && rules(r, s, &g, path, &bad);
	}
	lw_session_forget(s);
	return ok || lw_error_keep(r->set->a, &bad, &subject->error, err);
}

/* A library by itself may lack what the program that loads it brings along: where one of the target does, nothing is
 * missing. */
static bool is_met(struct lw_set *set, const struct lw_finding *f, bool *met, struct lw_error *err) {
	const char *key = key_of(set->a, f->asker, f->asked, err);
	*met = key != NULL && lw_map_get(&set->met, key, strlen(key)) != NULL;
	return key != NULL;
}

/* glibc takes a request for what is loaded already by its soname: what a Python file has opened before is found. */
static bool is_served(struct lw_set *set, const struct lw_finding *f) {
	for (uint32_t k = 0; k < set->n_all; k++)
		for (uint32_t i = 0; i < set->all[k].preloads.n; i++) {
			struct lw_preload *p = &set->all[k].preloads.at[i];
			const struct lw_image *img = p->library->image;
			if (img == NULL || img->format != LW_FORMAT_ELF || img->soname.text == NULL ||
			    strcmp(img->soname.text, f->asked) != 0)
				continue;
			p->who = p->n_served++ == 0 ? f->asker : p->who;
			return true;
		}
	return false;
}

static bool drop_met(struct lw_set *set, struct lw_error *err) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < set->findings.n; i++) {
		const struct lw_finding *f = &set->findings.at[i];
		bool met = false;
		if (f->asked != NULL)
			LW_TRY(is_met(set, f, &met, err));
		if (!met && (f->asked == NULL || !is_served(set, f)))
			set->findings.at[n++] = *f;
	}
	set->findings.n = n;
	return true;
}

static bool rules_together(struct running *r, struct lw_error *err) {
	const struct lw_finding *list;
	uint32_t n;
	LW_TRY(drop_met(r->set, err) && lw_check_set(r->set, &r->opts, &list, &n, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(keep_finding(r, &list[i], err));
	return true;
}

static bool together(struct running *r, struct lw_error *err) {
	struct lw_error bad = {0};
	const bool ok = rules_together(r, &bad) || lw_error_keep(r->set->a, &bad, &r->set->error, err);
	/* What is known of a process dies with its graphs. */
	if (r->set->process == NULL)
		lw_session_forget(r->set->s);
	return ok;
}

/* Troubles of single files, for the caller to tell. */
static bool troubles(struct lw_set *set, struct lw_check_result *out, struct lw_error *err) {
	uint32_t n;
	const struct lw_unread *unread = lw_targets_unread(set->targets, &n);
	struct lw_check_trouble *list = lw_alloc(set->a, (size_t)set->subjects.n + n + 1, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (unread[i].target == set->target)
			list[out->n_troubles++] = (struct lw_check_trouble){unread[i].file, unread[i].error};
	for (uint32_t i = 0; i < set->subjects.n; i++)
		if (set->subjects.at[i].error != NULL)
			list[out->n_troubles++] =
				(struct lw_check_trouble){set->subjects.at[i].shown, set->subjects.at[i].error};
	out->troubles = list;
	return true;
}

static bool open_process(struct lw_set *set, uint32_t pid, struct lw_error *err) {
	struct lw_session **slot = lw_vec_add(set->a, &set->targets->processes, err);
	return slot != NULL && lw_process_session(pid, slot, err) &&
		lw_process_read(set->s = *slot, pid, &set->process, err);
}

/* What runs now, and what the rules say of its next start. */
static bool process(struct running *r, struct lw_error *err) {
	struct lw_set *set = r->set;
	const struct lw_finding *list = NULL;
	uint32_t n = 0;
	LW_TRY(open_process(set, set->targets->list.at[set->target].pid, err));
	if (set->process->graph != NULL)
		LW_TRY(lw_check(set->s, set->process->graph, NULL, &r->opts, &list, &n, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(keep_finding(r, &list[i], err));
	return true;
}

static bool has_python(const struct lw_set *set) {
	const enum lw_target_kind kind = set->targets->list.at[set->target].kind;
	return kind == LW_TARGET_SITE || kind == LW_TARGET_WHEEL;
}

static bool each_alone(struct running *r, struct lw_error *err) {
	struct lw_error bad = {0};
	if (r->set->targets->list.at[r->set->target].kind == LW_TARGET_PROCESS &&
	    r->set->targets->list.at[r->set->target].error == NULL)
		return process(r, &bad) || lw_error_keep(r->set->a, &bad, &r->set->error, err);
	const char *const *paths;
	uint32_t n;
	bool ok = lw_targets_files(r->set->targets, r->set->target, &paths, &n, &bad);
	for (uint32_t i = 0; ok && i < n; i++)
		ok = one(r, paths[i], &bad);
	ok = ok && lw_set_match_preloads(r->set, &bad);
	return ok || lw_error_keep(r->set->a, &bad, &r->set->error, err);
}

static bool result_of(struct lw_set *set, struct lw_check_result *out, struct lw_error *err) {
	*out = (struct lw_check_result){.target = &set->targets->list.at[set->target],
					.error = set->error,
					.findings = set->findings.at,
					.n_findings = set->findings.n,
					.n_files = set->process == NULL ? set->subjects.n : set->process->n_objects};
	return troubles(set, out, err);
}

static void begin(struct running *r, struct lw_set *set, const struct lw_check_opts *opts) {
	const enum lw_target_kind kind = set->targets->list.at[set->target].kind;
	const bool large = kind == LW_TARGET_DIRECTORY || kind == LW_TARGET_IMAGE;
	r->set = set;
	r->opts = *opts;
	r->opts.symbols = opts->symbols_everywhere || (opts->symbols && !large);
}

/* What Python files add to the directories of DLLs counts for all of them. */
static bool add_dll_dirs(struct running *r, const struct lw_set *sets, uint32_t n_sets, struct lw_arena *a,
			 struct lw_error *err) {
	LW_VEC(const char *) dirs = {0};
	for (uint32_t i = 0; i < r->own.windows.n_user_dirs; i++) {
		const char **at = lw_vec_add(a, &dirs, err);
		LW_TRY(at != NULL);
		*at = r->own.windows.user_dirs[i];
	}
	for (uint32_t k = 0; k < n_sets; k++)
		for (uint32_t i = 0; i < sets[k].calls.n; i++) {
			const char *dir;
			LW_TRY(lw_set_dll_dir(&sets[k], &sets[k].calls.at[i], &dir, err));
			const char **at = dir == NULL ? NULL : lw_vec_add(a, &dirs, err);
			LW_TRY(dir == NULL || at != NULL);
			if (at != NULL)
				*at = dir;
		}
	r->own.windows.user_dirs = dirs.at;
	r->own.windows.n_user_dirs = dirs.n;
	r->clean_own.windows = r->own.windows;
	return true;
}

/* Only what is the target's own fault stays with it. */
static bool read_python(struct lw_set *set, struct lw_error *err) {
	struct lw_error bad = {0};
	return !has_python(set) || set->targets->list.at[set->target].error != NULL || lw_set_read_python(set, &bad) ||
		lw_error_keep(set->a, &bad, &set->error, err);
}

static bool new_sets(struct lw_targets *t, struct lw_set **out, struct lw_error *err) {
	struct lw_set *sets = lw_alloc(&t->arena, t->list.n + 1, sizeof *sets, err);
	struct lw_set_memo *memos = lw_alloc(&t->arena, t->list.n + 1, sizeof *memos, err);
	if (sets == NULL || memos == NULL)
		return false;
	for (uint32_t i = 0; i < t->list.n; i++) {
		sets[i] = (struct lw_set){.targets = t,
					  .target = i,
					  .s = t->session,
					  .a = &t->arena,
					  .memo = &memos[i],
					  .all = sets,
					  .n_all = t->list.n};
		LW_TRY(read_python(&sets[i], err));
	}
	*out = sets;
	return true;
}

/* The policies that a wheel's name promises are claims (PEP 600, 656). */
static bool add_tag_claims(struct running *r, struct lw_set *set, struct lw_error *err) {
	const struct lw_target *t = &set->targets->list.at[set->target];
	struct lw_wheel_name name;
	struct lw_error bad = {0};
	LW_VEC(const char *) claims = {0};
	if (t->kind != LW_TARGET_WHEEL || !lw_wheel_parse_name(lw_path_base(t->word), set->a, &name, &bad)) {
		if (bad.code == LW_E_NOMEM)
			*err = bad;
		return bad.code != LW_E_NOMEM;
	}
	for (uint32_t i = 0; i < r->opts.n_claims + name.n_tags; i++) {
		const char *claim = i < r->opts.n_claims ? r->opts.claims[i] : NULL;
		if (claim == NULL)
			LW_TRY(lw_wheel_claim(set->a, name.tags[i - r->opts.n_claims].platform, &claim, err));
		for (uint32_t k = 0; claim != NULL && k < claims.n; k++)
			if (strcmp(claims.at[k], claim) == 0)
				claim = NULL;
		const char **at = claim == NULL ? NULL : lw_vec_add(set->a, &claims, err);
		LW_TRY(claim == NULL || at != NULL);
		if (at != NULL)
			*at = claim;
	}
	r->opts.claims = claims.at;
	r->opts.n_claims = claims.n;
	return true;
}

bool lw_check_targets(struct lw_targets *t, const struct lw_world *world, const struct lw_check_opts *opts,
		      const struct lw_check_result **out, struct lw_error *err) {
	struct running r = {.own = *world, .clean_own = *world};
	struct lw_check_result *results = lw_alloc(&t->arena, t->list.n + 1, sizeof *results, err);
	struct lw_set *sets;
	LW_TRY(results != NULL && new_sets(t, &sets, err) && add_dll_dirs(&r, sets, t->list.n, &t->arena, err));
	r.clean_own.env = NULL;
	r.clean_own.n_env = 0;
	r.world = &r.own;
	r.clean = world->n_env == 0 ? NULL : &r.clean_own;
	for (uint32_t i = 0; i < t->list.n; i++) {
		begin(&r, &sets[i], opts);
		LW_TRY(add_tag_claims(&r, &sets[i], err));
		LW_TRY(sets[i].error != NULL || each_alone(&r, err));
	}
	for (uint32_t i = 0; i < t->list.n; i++) {
		begin(&r, &sets[i], opts);
		LW_TRY(add_tag_claims(&r, &sets[i], err));
		LW_TRY((sets[i].error != NULL || together(&r, err)) && result_of(&sets[i], &results[i], err));
	}
	*out = results;
	return true;
}
