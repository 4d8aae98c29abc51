/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of ldd, as the loader of glibc prints them when LD_TRACE_LOADED_OBJECTS is set (elf/rtld.c dl_main).
 * Nothing is mapped, so every address is zero.
 */
#include <string.h>

#include "base/map.h"
#include "report/render.h"

enum { EM_386 = 3, EM_PPC64 = 21, EM_PPC = 20, EM_S390 = 22 };

static void address(struct lw_out *o, const struct lw_graph *g) {
	lw_out_text(o, g->image->bits == 64 ? " (0x0000000000000000)\n" : " (0x00000000)\n");
}

/* What the kernel lends to each program; it has no file. */
static void vdso(struct lw_out *o, const struct lw_graph *g) {
	const char *name = "linux-vdso.so.1";
	if (g->image->machine == EM_386)
		name = "linux-gate.so.1";
	else if (g->image->machine == EM_PPC64 || (g->image->machine == EM_S390 && g->image->bits == 64))
		name = "linux-vdso64.so.1";
	else if (g->image->machine == EM_PPC || g->image->machine == EM_S390)
		name = "linux-vdso32.so.1";
	lw_out_text(o, "\t");
	lw_out_text(o, name);
	address(o, g);
}

static void object(struct lw_out *o, const struct lw_graph *g, const struct lw_object *it) {
	lw_out_text(o, "\t");
	if (!it->found) {
		lw_out_name(o, it->name);
		lw_out_text(o, " => not found\n");
		return;
	}
	/* The loader itself goes by the name in the program. */
	if (it->role != LW_ROLE_LOADER && strcmp(it->name, it->path) != 0) {
		lw_out_name(o, it->name);
		lw_out_text(o, " => ");
	}
	lw_out_name(o, it->path);
	address(o, g);
}

/* ldd puts ./ before a plain name. */
static void program(struct lw_out *o, const struct lw_graph *g) {
	lw_out_text(o, strchr(g->file, '/') == NULL ? "./" : "");
	lw_out_name(o, g->file);
}

static void label(struct lw_out *o, const struct lw_graph *g, uint32_t id) {
	const struct lw_object *it = lw_object_at(g, id);
	if (it == NULL || it->role == LW_ROLE_PROGRAM)
		program(o, g);
	else
		lw_out_name(o, lw_object_label(g, id));
}

static void gaps(struct lw_out *o, const struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_gaps; i++) {
		const struct lw_version_gap *gap = &g->gaps[i];
		program(o, g);
		lw_out_text(o, ": ");
		label(o, g, gap->provider);
		if (gap->unversioned) {
			lw_out_text(o, ": no version information available (required by ");
			label(o, g, gap->object);
			lw_out_text(o, ")\n");
			continue;
		}
		lw_out_text(o, gap->weak ? ": weak version `" : ": version `");
		lw_out_name(o, gap->version);
		lw_out_text(o, "' not found (required by ");
		label(o, g, gap->object);
		lw_out_text(o, ")\n");
	}
}

/* What ldd -v looks up again and again. */
struct lookup {
	struct lw_arena *a;
	struct lw_map providers; /* name -> object */
	struct lw_map versions;  /* object id -> a map of its versions */
};

static bool answers(struct lookup *x, const char *name, const struct lw_object *o, struct lw_error *err) {
	if (name == NULL || lw_map_get(&x->providers, name, strlen(name)) != NULL)
		return true;
	return lw_map_put(&x->providers, x->a, name, strlen(name), (void *)(uintptr_t)o, err);
}

/* Who answers to which name (_dl_name_match_p): by path, or by a name that it was asked for. The first counts. */
static bool find_providers(struct lookup *x, const struct lw_graph *g, struct lw_error *err) {
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		if (o->ns == 0 && o->found && !(answers(x, o->name, o, err) && answers(x, o->path, o, err)))
			return false;
	}
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_object *o = lw_object_at(g, g->edges[i].to);
		if (o != NULL && o->found && o->ns == 0 && !answers(x, g->edges[i].name, o, err))
			return false;
	}
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		if (o->role == LW_ROLE_LOADER && o->ns == 0 && !answers(x, lw_path_base(o->path), o, err))
			return false;
	}
	return true;
}

static bool read_versions(struct lookup *x, const struct lw_object *o, struct lw_map **out, struct lw_error *err) {
	const struct lw_image *img = o->file == NULL ? NULL : o->file->image;
	struct lw_map *m = lw_alloc(x->a, 1, sizeof *m, err);
	for (uint32_t i = 0; m != NULL && img != NULL && i < img->elf->n_verdefs; i++) {
		const char *version = img->elf->verdefs[i].version;
		if (!lw_map_put(m, x->a, version, strlen(version), m, err))
			return false;
	}
	*out = m;
	return m != NULL && lw_map_put(&x->versions, x->a, &o->id, sizeof o->id, m, err);
}

static bool defines(struct lookup *x, const struct lw_object *o, const char *version, bool *yes, struct lw_error *err) {
	struct lw_map *m = o == NULL ? NULL : lw_map_get(&x->versions, &o->id, sizeof o->id);
	*yes = false;
	if (o != NULL && m == NULL && !read_versions(x, o, &m, err))
		return false;
	*yes = m != NULL && lw_map_get(m, version, strlen(version)) != NULL;
	return true;
}

static bool needs_of(struct lookup *x, struct lw_out *o, const struct lw_graph *g, uint32_t id,
		     const struct lw_elf *elf, struct lw_error *err) {
	lw_out_text(o, "\t");
	label(o, g, id);
	lw_out_text(o, ":\n");
	for (uint32_t i = 0; i < elf->n_verneeds; i++) {
		const struct lw_verneed *need = &elf->verneeds[i];
		const struct lw_object *from = lw_map_get(&x->providers, need->file, strlen(need->file));
		bool met;
		if (!defines(x, from, need->version, &met, err))
			return false;
		lw_out_text(o, "\t\t");
		lw_out_name(o, need->file);
		lw_out_text(o, " (");
		lw_out_name(o, need->version);
		lw_out_text(o, need->weak ? ") [WEAK] => " : ") => ");
		if (met)
			label(o, g, from->id);
		else
			lw_out_text(o, "not found");
		lw_out_text(o, "\n");
	}
	return true;
}

static bool version_info(struct lw_report *r, const struct lw_graph *g, struct lw_error *err) {
	struct lookup x = {.a = &r->arena};
	bool any = false;
	if (!find_providers(&x, g, err))
		return false;
	for (uint32_t i = 0; i <= g->n_order; i++) {
		const struct lw_object *it = lw_object_at(g, i == 0 ? 0 : g->order[i - 1]);
		const struct lw_image *img = it == NULL || it->file == NULL ? NULL : it->file->image;
		if (img == NULL || img->elf->n_verneeds == 0)
			continue;
		lw_out_text(&r->out, any ? "" : "\n\tVersion information:\n");
		any = true;
		if (!needs_of(&x, &r->out, g, it->id, img->elf, err))
			return false;
	}
	return true;
}

static bool asks_for_something(const struct lw_image *img) {
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].kind == LW_NEED_LIBRARY)
			return true;
	return false;
}

/* The kernel's object stands behind the program, and the loader before it only if the program is what needs the loader
 * first. */
static void list(struct lw_out *o, const struct lw_graph *g) {
	const bool loader_first = g->n_order != 0 && g->objects[g->order[0]].role == LW_ROLE_LOADER;
	if (!loader_first)
		vdso(o, g);
	for (uint32_t i = 0; i < g->n_order; i++) {
		object(o, g, &g->objects[g->order[i]]);
		if (i == 0 && loader_first)
			vdso(o, g);
	}
}

static void musl_line(struct lw_out *o, const struct lw_graph *g, const char *name, const char *path) {
	lw_out_text(o, "\t");
	lw_out_name(o, name);
	lw_out_text(o, " => ");
	lw_out_name(o, path);
	address(o, g);
}

/* The names that musl's loader keeps for itself; each is told once, as it was asked for (ldso/dynlink.c load_library).
 * SIZE_MAX: it is none. */
static size_t reserved(const char *name) {
	static const char *const names[] = {"c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."};
	for (size_t i = 0; strncmp(name, "lib", 3) == 0 && i < sizeof names / sizeof names[0]; i++)
		if (strncmp(name + 3, names[i], strlen(names[i])) == 0)
			return i;
	return SIZE_MAX;
}

/* A request that the loader itself serves: by a name of its own; for a library that is a libc, as libc.so; by its path,
 * without a word. */
static void musl_self(struct lw_out *o, const struct lw_graph *g, const char *name, unsigned *told) {
	const bool by_path = strcmp(name, g->loader.path) == 0;
	const char *as = reserved(name) == SIZE_MAX ? "libc.so" : name;
	const unsigned bit = 1u << reserved(as);
	if (by_path || (*told & bit) != 0)
		return;
	*told |= bit;
	musl_line(o, g, as, g->loader.path);
}

/* musl's ldd: the loader, then each request that brought something, in the order in which it was served (load_library,
 * __dls3). */
static void list_musl(struct lw_out *o, const struct lw_graph *g) {
	unsigned told = 0;
	lw_out_text(o, "\t");
	lw_out_name(o, g->loader.path);
	address(o, g);
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_object *to = lw_object_at(g, e->to);
		if (to == NULL || !to->found)
			continue;
		if (to->role == LW_ROLE_LOADER)
			musl_self(o, g, e->name, &told);
		else if (to->first_edge == e->id)
			musl_line(o, g, to->name, to->path);
	}
	for (uint32_t i = 0; i < g->n_warnings; i++) {
		lw_out_name(o, g->warnings[i]);
		lw_out_text(o, "\n");
	}
}

static void heading(struct lw_report *r, const char *file) {
	if (r->opts.n_files < 2)
		return;
	lw_out_name(&r->out, file);
	lw_out_text(&r->out, ":\n");
}

static void warnings(struct lw_out *o, const struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_warnings; i++) {
		lw_out_text(o, "ERROR: ld.so: ");
		lw_out_name(o, g->warnings[i]);
		lw_out_text(o, "\n");
	}
}

static bool tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err) {
	struct lw_out *o = &r->out;
	(void)without;
	heading(r, g->file);
	/* The loader takes a position independent static program for one that needs nothing, and refuses the other
	 * kind. */
	if (g->image->kind == LW_IMAGE_STATIC)
		return true;
	const bool musl = g->loader.kind != NULL && strcmp(g->loader.kind, "musl") == 0;
	if (musl && g->stopped == NULL) {
		list_musl(o, g);
		return true;
	}
	warnings(o, g);
	if (g->stopped != NULL && !g->stopped_only_at_start) {
		program(o, g);
		lw_out_text(o, ": error while loading shared libraries: ");
		lw_out_name(o, g->stopped);
		lw_out_text(o, "\n");
		return true;
	}
	if (g->is_static || !asks_for_something(g->image)) {
		lw_out_text(o, "\tstatically linked\n");
		return true;
	}
	gaps(o, g);
	list(o, g);
	return !r->opts.version_info || version_info(r, g, err);
}

static bool failure(struct lw_report *r, const char *file, const struct lw_error *what, struct lw_error *err) {
	(void)what;
	(void)err;
	heading(r, file);
	return true;
}

const struct lw_renderer lw_render_ldd = {.tree = tree, .failure = failure};
