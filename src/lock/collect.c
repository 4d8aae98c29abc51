/* SPDX-License-Identifier: Apache-2.0 */
/* A lock from a target: the graph of each binary in turn, of which only names and files are kept. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "graph/ask.h"
#include "linkwright/floor.h"
#include "lock/lock.h"

/* A name while files are not yet in their order. */
struct name {
	struct lw_locked_name n;
	const struct lw_locking_file *file;
};

struct binary {
	struct lw_locked_binary b;
	const struct lw_locking_file *file;
	LW_VEC(struct name) names;
};

struct collecting {
	struct lw_targets *t;
	const struct lw_world *world;
	const struct lw_lockfile_opts *opts;
	struct lw_lockfile_box *box;
	struct lw_locking_files files;
	LW_VEC(struct binary) binaries;
};

struct lw_lockfile_box *lw_lockfile_new(struct lw_error *err) {
	struct lw_lockfile_box *box = calloc(1, sizeof *box);
	if (box == NULL)
		(void)lw_fail(err, LW_E_NOMEM, "out of memory");
	return box;
}

void lw_lockfile_free(struct lw_lockfile *lock) {
	struct lw_lockfile_box *box = (struct lw_lockfile_box *)(void *)lock;
	if (box == NULL)
		return;
	lw_arena_free(&box->arena);
	free(box);
}

static bool file_of(struct collecting *c, const struct lw_object *o, struct lw_locking_file **out,
		    struct lw_error *err) {
	return lw_locking_file(&c->files, o->path != NULL ? o->path : o->name, o->file, o->image, o->soname, out, err);
}

/* One name may lead to several files in one process: then it is there several times. */
static bool add_name(struct collecting *c, struct binary *b, struct name n, struct lw_error *err) {
	for (uint32_t i = 0; i < b->names.n; i++)
		if (b->names.at[i].file == n.file && b->names.at[i].n.how == n.n.how &&
		    strcmp(b->names.at[i].n.name, n.n.name) == 0)
			return true;
	n.n.name = lw_strdup(&c->box->arena, n.n.name, err);
	struct name *at = n.n.name == NULL ? NULL : lw_vec_add(&c->box->arena, &b->names, err);
	if (at == NULL)
		return false;
	*at = n;
	return true;
}

static bool edge(struct collecting *c, const struct lw_graph *g, struct binary *b, const struct lw_edge *e,
		 struct lw_error *err) {
	const struct lw_object *o = lw_object_at(g, e->to);
	struct name n = {.n = {.name = e->name, .how = e->how}};
	if (o != NULL && o->found) {
		struct lw_locking_file *file;
		LW_TRY(file_of(c, o, &file, err));
		n.file = file;
		n.n.how = LW_HOW_SEARCH;
		n.n.rule = e->rule != LW_RULE_NONE ? e->rule : o->rule;
	}
	return add_name(c, b, n, err);
}

/* What nobody's entry asks for: the loader itself. */
static bool loader(struct collecting *c, struct binary *b, const struct lw_object *o, struct lw_error *err) {
	struct lw_locking_file *file;
	if (o->role != LW_ROLE_LOADER || o->first_edge != LW_NO_ID || !o->found)
		return true;
	LW_TRY(file_of(c, o, &file, err));
	return add_name(
		c, b, (struct name){.n = {.name = o->name, .how = LW_HOW_SEARCH, .rule = o->rule}, .file = file}, err);
}

static bool names(struct collecting *c, const struct lw_graph *g, struct binary *b, struct lw_error *err) {
	for (uint32_t i = 0; i < g->n_edges; i++)
		LW_TRY(edge(c, g, b, &g->edges[i], err));
	for (uint32_t i = 0; i < g->n_objects; i++)
		LW_TRY(loader(c, b, &g->objects[i], err));
	return true;
}

static bool need(struct collecting *c, struct lw_locked_need *out, const char *provider, const char *family,
		 const char *version, struct lw_error *err) {
	struct lw_arena *a = &c->box->arena;
	out->provider = lw_strdup(a, provider, err);
	out->family = lw_strdup(a, family, err);
	out->version = lw_strdup(a, version, err);
	return out->provider != NULL && out->family != NULL && out->version != NULL;
}

/* Symbol versions by library; systems and CPUs by their own names. */
static bool needs(struct collecting *c, const char *path, struct lw_locked_binary *b, struct lw_error *err) {
	const struct lw_floor *f;
	struct lw_error bad = {0};
	if (!c->opts->needs)
		return true;
	if (!lw_floor_of_files(lw_targets_session(c->t), &path, NULL, 1, &f, &bad))
		return bad.code != LW_E_NOMEM || lw_fail(err, LW_E_NOMEM, "out of memory");
	struct lw_locked_need *list = lw_alloc(&c->box->arena, (size_t)f->n_needs + f->n_systems, sizeof *list, err);
	if (list == NULL)
		return false;
	b->needs = list;
	for (uint32_t i = 0; i < f->n_needs; i++)
		LW_TRY(need(c, &list[b->n_needs++], f->needs[i].provider, f->needs[i].family, f->needs[i].version,
			    err));
	for (uint32_t i = 0; i < f->n_systems; i++)
		LW_TRY(need(c, &list[b->n_needs++], f->systems[i].name, "", f->systems[i].version, err));
	return true;
}

static bool look(struct collecting *c, const char *path, struct binary *b, struct lw_error *bad) {
	struct lw_session *s = lw_targets_session(c->t);
	const struct lw_graph *g;
	LW_TRY(lw_graph_build(s, c->world, path, &g, bad) && names(c, g, b, bad) && needs(c, path, &b->b, bad));
	b->b.stopped = g->stopped == NULL ? NULL : lw_strdup(&c->box->arena, g->stopped, bad);
	return g->stopped == NULL || b->b.stopped != NULL;
}

/* A binary that cannot be looked at stays, with what is wrong; only NOMEM and LIMIT are errors of the whole. */
static bool one(struct collecting *c, const char *path, struct lw_error *err) {
	struct lw_session *s = lw_targets_session(c->t);
	struct binary *b = lw_vec_add(&c->box->arena, &c->binaries, err);
	const struct lw_file *file;
	struct lw_locking_file *at;
	struct lw_error bad = {0};
	int sys;
	LW_TRY(b != NULL && lw_session_load(s, path, &file, &sys, err));
	LW_TRY(lw_locking_file(&c->files, path, sys == 0 ? file : NULL, NULL, NULL, &at, err));
	b->file = at;
	const bool ok = look(c, path, b, &bad);
	lw_session_forget(s);
	if (!ok && (bad.code == LW_E_NOMEM || bad.code == LW_E_LIMIT)) {
		*err = bad;
		return false;
	}
	if (!ok)
		b->b.error = lw_strdup(&c->box->arena, bad.text, err);
	return ok || b->b.error != NULL;
}

static int by_name(const void *x, const void *y) {
	const struct lw_locked_name *a = x, *b = y;
	const int order = strcmp(a->name, b->name);
	return order != 0 ? order : a->file == b->file ? 0 : a->file < b->file ? -1 : 1;
}

static int by_file(const void *x, const void *y) {
	const struct lw_locked_binary *a = x, *b = y;
	return a->file == b->file ? 0 : a->file < b->file ? -1 : 1;
}

static bool finish_one(struct collecting *c, const struct binary *from, struct lw_locked_binary *to,
		       struct lw_error *err) {
	struct lw_locked_name *list = lw_alloc(&c->box->arena, from->names.n, sizeof *list, err);
	if (list == NULL)
		return false;
	*to = from->b;
	to->file = from->file->at;
	for (uint32_t i = 0; i < from->names.n; i++) {
		list[i] = from->names.at[i].n;
		list[i].file = from->names.at[i].file == NULL ? LW_NO_ID : from->names.at[i].file->at;
	}
	if (from->names.n != 0)
		qsort(list, from->names.n, sizeof *list, by_name);
	to->names = list;
	to->n_names = from->names.n;
	return true;
}

static bool finish(struct collecting *c, struct lw_error *err) {
	struct lw_lockfile *out = &c->box->lock;
	struct lw_locked_binary *list = lw_alloc(&c->box->arena, c->binaries.n, sizeof *list, err);
	LW_TRY(list != NULL && lw_locking_owners(&c->files, err) && lw_locking_sort(&c->files, out, err) &&
	       lw_locking_fused(&c->files, out, err));
	for (uint32_t i = 0; i < c->binaries.n; i++)
		LW_TRY(finish_one(c, &c->binaries.at[i], &list[i], err));
	if (c->binaries.n != 0)
		qsort(list, c->binaries.n, sizeof *list, by_file);
	out->binaries = list;
	out->n_binaries = c->binaries.n;
	return true;
}

/* Without it the names that it serves would be written down as missing. */
static bool can_be_opened(struct collecting *c, const struct lw_target *at, struct lw_error *err) {
	const struct lw_file *file;
	struct lw_errno_buf words;
	int sys = 0;
	if (at->error != NULL) {
		*err = *at->error;
		return false;
	}
	if (at->kind != LW_TARGET_FILE)
		return true;
	LW_TRY(lw_session_load(lw_targets_session(c->t), at->top, &file, &sys, err));
	return sys == 0 || lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
}

static bool beside(struct collecting *c, uint32_t target, struct lw_error *err) {
	struct lw_lockfile *out = &c->box->lock;
	uint32_t n;
	const struct lw_target *all = lw_targets_at(c->t, &n);
	const char **words = lw_alloc(&c->box->arena, n, sizeof *words, err);
	if (words == NULL)
		return false;
	out->beside = words;
	for (uint32_t i = 0; i < n; i++)
		if (i != target && !can_be_opened(c, &all[i], err)) {
			lw_error_subject(err, all[i].word);
			return false;
		}
	for (uint32_t i = 0; i < n; i++)
		if (i != target && (words[out->n_beside++] = lw_strdup(&c->box->arena, all[i].word, err)) == NULL)
			return false;
	return true;
}

static bool head(struct collecting *c, const struct lw_target *t, struct lw_error *err) {
	struct lw_lockfile *out = &c->box->lock;
	struct lw_arena *a = &c->box->arena;
	const char **options = lw_alloc(a, c->opts->n_options, sizeof *options, err);
	if (options == NULL)
		return false;
	for (uint32_t i = 0; i < c->opts->n_options; i++)
		if ((options[i] = lw_strdup(a, c->opts->options[i], err)) == NULL)
			return false;
	out->options = options;
	out->n_options = c->opts->n_options;
	out->target = lw_strdup(a, t->word, err);
	out->kind = lw_target_kind_name(t->kind);
	return out->target != NULL;
}

/* The target may have been told through links, which a loader has behind it. */
static bool real_top(struct collecting *c, const struct lw_target *t, struct lw_error *err) {
	struct lw_session *s = lw_targets_session(c->t);
	const char *real;
	int sys;
	if (t->kind == LW_TARGET_FILE || t->top[0] != '/' || strcmp(t->top, "/") == 0)
		return true;
	LW_TRY(lw_session_realpath(s, t->top, &real, &sys, err));
	c->files.real_top = sys != 0 || strcmp(real, "/") == 0 ? NULL : lw_sprintf(&c->box->arena, err, "%s/", real);
	lw_session_forget(s);
	return err->code != LW_E_NOMEM;
}

static bool collect(struct collecting *c, uint32_t target, struct lw_error *err) {
	const char *const *paths;
	uint32_t n;
	const struct lw_target *t = &lw_targets_at(c->t, &n)[target];
	if (t->kind == LW_TARGET_PROCESS)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is a process, and not what it was started from: name its program");
	LW_TRY(head(c, t, err) && beside(c, target, err) && lw_targets_files(c->t, target, &paths, &n, err) &&
	       real_top(c, t, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(one(c, paths[i], err));
	return finish(c, err);
}

bool lw_lockfile_target(struct lw_targets *t, uint32_t target, const struct lw_world *world,
			const struct lw_lockfile_opts *opts, struct lw_lockfile **out, struct lw_error *err) {
	struct collecting c = {.t = t, .world = world, .opts = opts, .box = lw_lockfile_new(err)};
	if (c.box == NULL)
		return false;
	c.files = (struct lw_locking_files){.targets = t, .target = target, .a = &c.box->arena};
	if (!collect(&c, target, err)) {
		lw_lockfile_free(&c.box->lock);
		return false;
	}
	*out = &c.box->lock;
	return true;
}
