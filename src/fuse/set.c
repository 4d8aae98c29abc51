/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes part: what is asked for, and nothing that would make a library be loaded a second time. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "fuse/fusing.h"
#include "graph/ask.h"

bool lw_fuse_is_libc(const struct lw_object *o) {
	static const char *const names[] = {
#define X(soname) soname,
#include "fuse/libc.def"
#undef X
	};
	const char *name = o->soname != NULL ? o->soname : o->name;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (name != NULL && strcmp(names[i], name) == 0)
			return true;
	return o->role == LW_ROLE_LOADER;
}

/* The C library opens the unwinder itself when a thread ends, and two of them in a process that are not one program's
 * do not know each other. */
bool lw_fuse_stays(const struct lw_fusing *f, const struct lw_object *o) {
	return lw_fuse_is_libc(o) || (!f->is_program && o->soname != NULL && strcmp(o->soname, "libgcc_s.so.1") == 0);
}

static bool is_called(const struct lw_object *o, const char *word) {
	const char *names[] = {o->soname, o->name, o->path};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i] != NULL && (strcmp(names[i], word) == 0 || strcmp(lw_path_base(names[i]), word) == 0))
			return true;
	return false;
}

static bool is_library(const struct lw_object *o) {
	return o->ns == 0 && o->role == LW_ROLE_LIBRARY && o->found;
}

/* The objects that a word means. */
static bool take(const struct lw_fusing *f, const char *word, bool *in, bool value, struct lw_error *err) {
	bool any = false;
	for (uint32_t i = 0; i < f->g->n_objects; i++) {
		const struct lw_object *o = &f->g->objects[i];
		if (!is_library(o) || !is_called(o, word))
			continue;
		if (value && lw_fuse_stays(f, o))
			return lw_fuse_refuse(NULL, LW_FUSE_RULE_LIBC, err,
					      "would have %s in it, which is one with the C library", word);
		in[i] = value;
		any = true;
	}
	return any ||
		lw_fail(err, LW_E_NOT_FOUND, "loads no library %s: linkwright tree shows those that it loads", word);
}

static bool is_kept(const struct lw_fusing *f, const struct lw_object *o) {
	for (uint32_t i = 0; i < f->opts.n_keep; i++)
		if (is_called(o, f->opts.keep[i]))
			return true;
	return lw_fuse_stays(f, o);
}

/* A library that stays outside and needs what goes in; NULL: it is none of those. */
static const struct lw_object *dependent(const struct lw_fusing *f, const struct lw_edge *e, const bool *in) {
	const struct lw_object *from = lw_object_at(f->g, e->from), *to = lw_object_at(f->g, e->to);
	return from == NULL || to == NULL || !in[to->id] || in[from->id] || from->role == LW_ROLE_PROGRAM ||
			from->ns != 0
		? NULL
		: from;
}

/* Until nothing comes in any more. Who asks comes before what it asks for, mostly, so that backwards one round takes in
 * nearly all. */
static void take_dependents(const struct lw_fusing *f, bool *in) {
	for (bool more = f->opts.dependents; more;) {
		more = false;
		for (uint32_t i = f->g->n_edges; i > 0; i--) {
			const struct lw_object *o = dependent(f, &f->g->edges[i - 1], in);
			if (o == NULL || !is_library(o) || is_kept(f, o))
				continue;
			in[o->id] = true;
			more = true;
		}
	}
}

static bool choose(const struct lw_fusing *f, bool *in, struct lw_error *err) {
	const struct lw_fuse_opts *o = &f->opts;
	if (o->all && !o->keep_libc)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_LIBC, err, "cannot be fused with the C library yet");
	for (uint32_t i = 0; o->all && i < f->g->n_objects; i++)
		in[i] = is_library(&f->g->objects[i]) && !lw_fuse_stays(f, &f->g->objects[i]);
	for (uint32_t i = 0; i < o->n_libs; i++)
		LW_TRY(take(f, o->libs[i], in, true, err));
	for (uint32_t i = 0; i < o->n_keep; i++)
		LW_TRY(take(f, o->keep[i], in, false, err));
	take_dependents(f, in);
	return true;
}

/* What stays outside and needs what goes in would load it once more. */
static bool closed(const struct lw_fusing *f, const bool *in, struct lw_error *err) {
	for (uint32_t i = 0; i < f->g->n_edges; i++) {
		const struct lw_edge *e = &f->g->edges[i];
		const struct lw_object *from = dependent(f, e, in);
		if (from == NULL)
			continue;
		return lw_fuse_refuse(
			NULL, LW_FUSE_RULE_CLOSURE, err,
			"%s stays outside and needs %s, so that would be loaded a second time: take it in too "
			"(--lib %s, or --with-dependents for all such), or leave %s outside",
			from->path, e->name, from->soname != NULL ? from->soname : from->name, e->name);
	}
	return true;
}

static bool name_part(struct lw_fusing *f, const char *name, struct lw_error *err) {
	return name == NULL || lw_map_put(&f->part_names, f->a, name, strlen(name), f, err);
}

static bool add_part(struct lw_fusing *f, uint32_t id, struct lw_error *err) {
	struct lw_fuse_part *p = lw_vec_add(f->a, &f->parts, err);
	if (p == NULL)
		return false;
	p->o = lw_object_at(f->g, id);
	p->is_target = f->parts.n == 1;
	f->part_of[id] = f->parts.n;
	return name_part(f, p->o->soname, err) && name_part(f, p->o->name, err);
}

static bool check_graph(const struct lw_fusing *f, struct lw_error *err) {
	const struct lw_graph *g = f->g;
	if (strcmp(g->loader.kind, "glibc") != 0)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_LOADER, err,
				      "is for the loader of %s, and only glibc's can be fused for", g->loader.kind);
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (!g->objects[i].found)
			return lw_fail(err, LW_E_NOT_FOUND, "needs %s, which is not found", g->objects[i].name);
	return g->stopped == NULL ||
		lw_fuse_refuse(NULL, LW_FUSE_RULE_START, err, "would not be started: %s", g->stopped);
}

bool lw_fuse_set(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_graph *g = f->g;
	LW_TRY(check_graph(f, err));
	bool *in = lw_alloc(f->a, g->n_objects, sizeof *in, err);
	f->part_of = lw_alloc(f->a, g->n_objects, sizeof *f->part_of, err);
	if (in == NULL || f->part_of == NULL)
		return false;
	LW_TRY(choose(f, in, err) && closed(f, in, err));
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].role == LW_ROLE_PROGRAM)
			LW_TRY(add_part(f, i, err));
	for (uint32_t i = 0; i < g->n_order; i++)
		if (in[g->order[i]])
			LW_TRY(add_part(f, g->order[i], err));
	return f->parts.n > 1 ||
		lw_fuse_refuse(NULL, LW_FUSE_RULE_NOTHING, err, "loads no library that could go into it");
}
