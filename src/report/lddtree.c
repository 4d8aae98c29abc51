/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of lddtree (pax-utils 1.3.7). It knows a library by the name that is asked for, once for all who ask. What
 * it shows is decided by these rules: a name that has been shown is not shown again below another one unless all is
 * asked for; a name that stands above itself is a loop.
 */
#include <string.h>

#include "base/map.h"
#include "report/render.h"

/* A name, and what is below it: the edges of the object that serves it. */
struct lib {
	const char *name;
	const struct lw_object *object;
	bool shown, in_chain;
};

struct show {
	struct lw_report *r;
	const struct lw_graph *g;
	struct lw_error *err;
	struct lw_map libs;
	struct lib **of_edge; /* by edge; NULL for what is not a DT_NEEDED */
	uint32_t *first, *next;
};

/* os.path.normpath: no "//", ".", and no ".." that can be taken away; one slash at the front. */
static const char *normal(struct lw_arena *a, const char *path, struct lw_error *err) {
	if (path[0] != '/')
		return path;
	char *out = lw_alloc(a, strlen(path) + 2, 1, err);
	size_t n = 0;
	while (out != NULL && *path != '\0') {
		const size_t part = strcspn(path, "/");
		if (part == 2 && strncmp(path, "..", 2) == 0) {
			while (n != 0 && out[--n] != '/')
				;
		} else if (part != 0 && !(part == 1 && *path == '.')) {
			out[n++] = '/';
			memcpy(out + n, path, part);
			n += part;
		}
		path += part + (path[part] == '/');
	}
	if (out == NULL)
		return NULL;
	if (n == 0)
		out[n++] = '/';
	out[n] = '\0';
	return out;
}

static struct lib *lib_of(struct show *s, const char *name, const struct lw_object *o) {
	struct lib *lib = lw_map_get(&s->libs, name, strlen(name));
	if (lib != NULL)
		return lib;
	lib = lw_alloc(&s->r->arena, 1, sizeof *lib, s->err);
	if (lib == NULL || !lw_map_put(&s->libs, &s->r->arena, name, strlen(name), lib, s->err))
		return NULL;
	lib->name = name;
	lib->object = o;
	return lib;
}

static bool index_edges(struct show *s) {
	const struct lw_graph *g = s->g;
	struct lw_arena *a = &s->r->arena;
	s->of_edge = lw_alloc(a, g->n_edges, sizeof *s->of_edge, s->err);
	s->next = lw_alloc(a, g->n_edges, sizeof *s->next, s->err);
	s->first = lw_alloc(a, g->n_objects, sizeof *s->first, s->err);
	if (s->of_edge == NULL || s->next == NULL || s->first == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_objects; i++)
		s->first[i] = LW_NO_ID;
	for (uint32_t i = g->n_edges; i-- > 0;) {
		const struct lw_edge *e = &g->edges[i];
		if (e->kind != LW_EDGE_NEEDED || e->from >= g->n_objects)
			continue;
		s->next[i] = s->first[e->from];
		s->first[e->from] = i;
	}
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		if (e->kind == LW_EDGE_NEEDED && (s->of_edge[i] = lib_of(s, e->name, lw_object_at(g, e->to))) == NULL)
			return false;
	}
	return true;
}

static bool line(struct show *s, const struct lib *lib, unsigned depth) {
	struct lw_out *o = &s->r->out;
	const bool found = lib->object != NULL && lib->object->found;
	const char *path = found ? normal(&s->r->arena, lib->object->path, s->err) : NULL;
	if (found && path == NULL)
		return false;
	if (s->r->opts.lddtree_list) {
		lw_out_name(o, found ? path : lib->name);
	} else {
		lw_out_spaces(o, 4 * (size_t)depth);
		lw_out_name(o, lib->name);
		lw_out_text(o, " => ");
		lw_out_name(o, found ? path : "None");
	}
	lw_out_text(o, "\n");
	return true;
}

static void loop(struct show *s, const struct lib *lib, unsigned depth) {
	if (s->r->opts.lddtree_list)
		return;
	lw_out_spaces(&s->r->out, 4 * (size_t)depth);
	lw_out_name(&s->r->out, lib->name);
	lw_out_text(&s->r->out, " => !!! circular loop !!!\n");
}

static bool show(struct show *s, struct lib *lib, unsigned depth);

/* Names below are marked as shown first, then shown: that is why lddtree looks breadth first although it is not. */
static bool below(struct show *s, const struct lib *lib, unsigned depth) {
	const struct lw_object *o = lib->object;
	if (o == NULL || !o->found || o->id >= s->g->n_objects)
		return true;
	uint32_t n = 0;
	for (uint32_t i = s->first[o->id]; i != LW_NO_ID; i = s->next[i])
		n++;
	struct lib **fresh = lw_alloc(&s->r->arena, n, sizeof(struct lib *), s->err);
	if (fresh == NULL)
		return false;
	n = 0;
	for (uint32_t i = s->first[o->id]; i != LW_NO_ID; i = s->next[i]) {
		struct lib *under = s->of_edge[i];
		if (under->in_chain)
			loop(s, under, depth);
		else if (s->r->opts.lddtree_all || !under->shown) {
			under->shown = true;
			fresh[n++] = under;
		}
	}
	for (uint32_t i = 0; i < n; i++)
		if (!show(s, fresh[i], depth + 1))
			return false;
	return true;
}

static bool show(struct show *s, struct lib *lib, unsigned depth) {
	lib->in_chain = true;
	const struct lw_arena_mark mark = lw_arena_mark(&s->r->arena);
	const bool ok = line(s, lib, depth) && below(s, lib, depth);
	lw_arena_rewind(&s->r->arena, mark);
	lib->in_chain = false;
	return ok;
}

static void head(struct show *s, const char *interp) {
	struct lw_out *o = &s->r->out;
	lw_out_name(o, s->g->file);
	if (!s->r->opts.lddtree_list) {
		lw_out_text(o, " (interpreter => ");
		lw_out_name(o, interp == NULL ? "None" : interp);
		lw_out_text(o, ")\n");
		return;
	}
	lw_out_text(o, "\n");
	if (interp != NULL) {
		lw_out_name(o, interp);
		lw_out_text(o, "\n");
	}
}

static bool direct(struct show *s, const struct lib *loader) {
	if (s->g->n_objects == 0)
		return true;
	for (uint32_t i = s->first[0]; i != LW_NO_ID; i = s->next[i])
		s->of_edge[i]->shown = true;
	for (uint32_t i = s->first[0]; i != LW_NO_ID; i = s->next[i]) {
		/* In a list, the loader stands at the top already. */
		if (s->of_edge[i] == loader && s->r->opts.lddtree_list && !s->r->opts.lddtree_all)
			continue;
		if (!show(s, s->of_edge[i], 1))
			return false;
	}
	return true;
}

static bool tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err) {
	struct show s = {.r = r, .g = g, .err = err};
	(void)without;
	const char *interp = g->image->interp == NULL ? NULL : normal(&r->arena, g->image->interp, err);
	if ((interp == NULL && g->image->interp != NULL) || !index_edges(&s))
		return false;
	struct lib *loader = NULL;
	if (interp != NULL) {
		const struct lw_object *o = NULL;
		for (uint32_t i = 0; i < g->n_objects && o == NULL; i++)
			if (g->objects[i].role == LW_ROLE_LOADER)
				o = &g->objects[i];
		loader = lib_of(&s, lw_path_base(interp), o);
		if (loader == NULL)
			return false;
		loader->shown = true;
	}
	head(&s, interp);
	return direct(&s, loader);
}

const struct lw_renderer lw_render_lddtree = {.tree = tree};
