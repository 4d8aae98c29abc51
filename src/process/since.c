/* SPDX-License-Identifier: Apache-2.0 */
/* What a start of the program, and a dlopen of what came later, would give now: compared with what is loaded. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "graph/ask.h"
#include "process/reading.h"

#define MOST_GRAPHS 1000u
#define MOST_COMPARED 20000000u /* names; a process that has its files gone and thousands of them waits no longer */

struct matching {
	struct lw_process_reading *r;
	const struct lw_graph *g;
	struct lw_map by_file, by_name; /* of g's objects */
	bool *taken;                    /* of g's objects: a loaded one has it already */
};

static const char *last(const char *path) {
	return path == NULL ? NULL : lw_path_base(path);
}

static bool put_name(struct matching *m, const char *name, const struct lw_object *o, struct lw_error *err) {
	return name == NULL || name[0] == '\0' || lw_map_get(&m->by_name, name, strlen(name)) != NULL ||
		lw_map_put(&m->by_name, m->r->a, name, strlen(name), (void *)(uintptr_t)o, err);
}

static bool index_graph(struct matching *m, struct lw_error *err) {
	for (uint32_t i = 0; i < m->g->n_objects; i++) {
		const struct lw_object *o = &m->g->objects[i];
		if (o->file != NULL)
			LW_TRY(lw_map_put(&m->by_file, m->r->a, &o->file, sizeof o->file, (void *)(uintptr_t)o, err));
		LW_TRY(put_name(m, o->name, o, err) && put_name(m, o->soname, o, err) &&
		       put_name(m, last(o->path), o, err));
	}
	return true;
}

/* The graph's object that is the same file; NULL: none. */
static const struct lw_object *same_file(const struct matching *m, const struct lw_mapped *o) {
	return o->file == NULL ? NULL : lw_map_get(&m->by_file, &o->file, sizeof o->file);
}

/* The graph's object that has its name and is no other loaded one. */
static const struct lw_object *same_name(const struct matching *m, const struct lw_mapped *o) {
	const char *const names[] = {last(o->name), o->soname, last(o->path)};
	for (unsigned i = 0; i < 3; i++) {
		const struct lw_object *found =
			names[i] == NULL ? NULL : lw_map_get(&m->by_name, names[i], strlen(names[i]));
		if (found != NULL && !m->taken[found->id])
			return found;
	}
	return NULL;
}

static bool same_build(const struct lw_image *x, const struct lw_image *y) {
	return x != NULL && y != NULL && x->n_build_id != 0 && x->n_build_id == y->n_build_id &&
		memcmp(x->build_id, y->build_id, x->n_build_id) == 0;
}

static void today_is(struct lw_mapped *o, const struct lw_file *file, const char *path) {
	o->today = file == NULL ? LW_TODAY_MISSING : file == o->file ? LW_TODAY_SAME : LW_TODAY_OTHER;
	if (o->today != LW_TODAY_OTHER)
		return;
	o->today_path = path;
	o->today_same_build = same_build(o->image, file->image);
}

/* What a path gives now. */
static bool today_of_path(struct lw_process_reading *r, struct lw_mapped *o, const char *path, struct lw_error *err) {
	const struct lw_file *file;
	int sys;
	if (path == NULL || path[0] != '/' || o->file == NULL)
		return true;
	LW_TRY(lw_session_load(r->s, path, &file, &sys, err));
	if (sys == 0 || sys == ENOENT || sys == ENOTDIR)
		today_is(o, sys == 0 ? file : NULL, path);
	return true;
}

/* NULL in *out: the loader would not do it, for the reason in why. */
static bool graph_of(struct lw_process_reading *r, const char *path, const struct lw_graph **out, struct lw_error *why,
		     struct lw_error *err) {
	struct lw_world w = {.sz = sizeof w,
			     .env = r->p->env,
			     .n_env = r->p->n_env,
			     .cwd = r->p->cwd != NULL && r->p->cwd[0] == '/' ? r->p->cwd : NULL,
			     .secure = r->p->secure};
	lw_cpu_of_this_machine(&w.cpu);
	lw_kernel_of_this_machine(w.kernel);
	lw_error_clear(why);
	*out = NULL;
	if (lw_graph_build(r->s, &w, path, out, why))
		return true;
	*out = NULL;
	if (why->code == LW_E_NOMEM)
		*err = *why;
	return why->code != LW_E_NOMEM;
}

static bool matching_of(struct lw_process_reading *r, const struct lw_graph *g, struct matching *m,
			struct lw_error *err) {
	*m = (struct matching){.r = r, .g = g, .taken = lw_alloc(r->a, g->n_objects, sizeof *m->taken, err)};
	return m->taken != NULL && index_graph(m, err);
}

/* Which of the loaded ones are looked at: those of a name space, from one on, whose time is not known yet. */
struct among {
	uint32_t from, ns;
	enum lw_since since; /* what they become */
	uint32_t opened_with;
};

static bool in_space(const struct lw_mapped *o, uint32_t ns) {
	return o->ns == ns || (ns == 0 && !o->listed);
}

static bool is_among(const struct lw_mapped *o, const struct among *x) {
	return o->since == LW_SINCE_UNKNOWN && o->kind != LW_MAPPED_VDSO && in_space(o, x->ns);
}

static void settle(struct matching *m, struct lw_mapped *o, const struct lw_object *same, const struct among *x) {
	if (same == NULL)
		return;
	m->taken[same->id] = true;
	o->since = x->since;
	o->opened_with = x->opened_with;
	if (o->file != NULL)
		today_is(o, same->found ? same->file : NULL, same->path);
}

/* What is accounted for already stands for no other one. */
static void take_known(struct matching *m, uint32_t ns) {
	const struct lw_process_objects *all = &m->r->objects;
	for (uint32_t i = 0; i < all->n; i++) {
		const struct lw_mapped *o = &all->at[i];
		if (o->since == LW_SINCE_UNKNOWN || !in_space(o, ns))
			continue;
		const struct lw_object *same = same_file(m, o);
		if (same == NULL)
			same = same_name(m, o);
		if (same != NULL)
			m->taken[same->id] = true;
	}
}

/* Files first: a name only speaks for what no file does. */
static void match(struct matching *m, const struct among *x) {
	struct lw_process_objects *all = &m->r->objects;
	take_known(m, x->ns);
	for (uint32_t i = x->from; i < all->n; i++)
		if (is_among(&all->at[i], x))
			settle(m, &all->at[i], same_file(m, &all->at[i]), x);
	for (uint32_t i = x->from; i < all->n; i++)
		if (is_among(&all->at[i], x))
			settle(m, &all->at[i], same_name(m, &all->at[i]), x);
}

static struct lw_mapped *program_of(struct lw_process_reading *r) {
	for (uint32_t i = 0; i < r->objects.n; i++)
		if (r->objects.at[i].kind == LW_MAPPED_PROGRAM)
			return &r->objects.at[i];
	return NULL;
}

/* Only the program's own name space is filled at the start. */
static bool start(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_mapped *program = program_of(r);
	struct lw_error why;
	struct matching m;
	if (program == NULL || r->p->is_static || !r->p->has_env)
		return true;
	program->since = LW_SINCE_START;
	LW_TRY(graph_of(r, program->path, &r->p->graph, &why, err));
	if (r->p->graph == NULL)
		return lw_process_note(r, err, "what a start of the program would give now is not known: it %s",
				       why.text);
	LW_TRY(matching_of(r, r->p->graph, &m, err));
	match(&m, &(struct among){0, 0, LW_SINCE_START, LW_NO_ID});
	for (uint32_t i = 0; i < r->objects.n; i++)
		if (r->objects.at[i].kind == LW_MAPPED_VDSO)
			r->objects.at[i].since = LW_SINCE_START;
	return true;
}

static bool is_called(const struct lw_mapped *o, const char *name) {
	return (o->soname != NULL && strcmp(o->soname, name) == 0) || strcmp(lw_path_base(o->path), name) == 0;
}

static void needs_of(struct lw_process_reading *r, const struct lw_mapped *from, const struct lw_mapped *root) {
	for (uint32_t k = 0; from->image != NULL && k < from->image->n_needs; k++)
		for (uint32_t i = root->id + 1; i < r->objects.n && r->n_compared < MOST_COMPARED; i++) {
			r->n_compared++;
			struct lw_mapped *o = &r->objects.at[i];
			if (o->since != LW_SINCE_UNKNOWN || o->kind == LW_MAPPED_VDSO || o->ns != root->ns ||
			    !is_called(o, from->image->needs[k].name))
				continue;
			o->since = LW_SINCE_OPENED_WITH;
			o->opened_with = root->id;
		}
}

/* What is gone has no graph: the names in what is mapped tell. The loader goes breadth first, so each one stands behind
 * what asks for it. */
static void by_needs(struct lw_process_reading *r, const struct lw_mapped *root) {
	needs_of(r, root, root);
	for (uint32_t i = root->id + 1; i < r->objects.n; i++)
		if (r->objects.at[i].opened_with == root->id)
			needs_of(r, &r->objects.at[i], root);
}

/* What the graph of an opened library holds came with it, unless it was there already. */
static bool opened(struct lw_process_reading *r, struct lw_mapped *root, struct lw_error *err) {
	const struct lw_graph *g;
	struct lw_error why;
	struct matching m;
	root->since = LW_SINCE_OPENED;
	if (root->gone || root->memfd || root->path[0] != '/') {
		by_needs(r, root);
		return true;
	}
	LW_TRY(graph_of(r, root->path, &g, &why, err));
	if (g == NULL) {
		by_needs(r, root);
		return true;
	}
	LW_TRY(matching_of(r, g, &m, err));
	match(&m, &(struct among){root->id + 1, root->ns, LW_SINCE_OPENED_WITH, root->id});
	return true;
}

/* With the loader's list its order tells what was opened by name: whatever nothing before it accounts for. */
static bool later(struct lw_process_reading *r, struct lw_error *err) {
	uint32_t left = MOST_GRAPHS;
	if (r->p->graph == NULL)
		return true;
	for (uint32_t i = 0; i < r->objects.n; i++) {
		struct lw_mapped *o = &r->objects.at[i];
		if (o->since != LW_SINCE_UNKNOWN || o->kind == LW_MAPPED_VDSO)
			continue;
		if (r->p->has_list && left > 0) {
			left--;
			LW_TRY(opened(r, o, err));
		} else {
			o->since = LW_SINCE_OPENED;
		}
	}
	return true;
}

/* What no search accounts for has its path alone. */
static bool paths(struct lw_process_reading *r, struct lw_error *err) {
	for (uint32_t i = 0; i < r->objects.n; i++) {
		struct lw_mapped *o = &r->objects.at[i];
		const bool has_name = o->name != NULL && o->name[0] == '/' && o->kind != LW_MAPPED_PROGRAM;
		if (o->today != LW_TODAY_UNKNOWN || o->kind == LW_MAPPED_VDSO || o->memfd)
			continue;
		LW_TRY(today_of_path(r, o, has_name ? o->name : o->path, err));
	}
	return true;
}

bool lw_process_compare(struct lw_process_reading *r, struct lw_error *err) {
	return start(r, err) && later(r, err) && paths(r, err);
}
