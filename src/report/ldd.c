/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of ldd, as the loader of glibc prints them when LD_TRACE_LOADED_OBJECTS is set (elf/rtld.c dl_main).
 * Nothing is mapped, so every address is zero.
 */
#include <string.h>

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

/* Who answers to this name (_dl_name_match_p): by path, or by a name that it was asked for. */
static const struct lw_object *provider(const struct lw_graph *g, const char *name) {
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		if (o->ns == 0 && o->found &&
		    ((o->name != NULL && strcmp(o->name, name) == 0) ||
		     (o->path != NULL && strcmp(o->path, name) == 0)))
			return o;
	}
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_object *o = lw_object_at(g, g->edges[i].to);
		if (o != NULL && o->found && o->ns == 0 && strcmp(g->edges[i].name, name) == 0)
			return o;
	}
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		if (o->role == LW_ROLE_LOADER && o->ns == 0 && strcmp(lw_base_name(o->path), name) == 0)
			return o;
	}
	return NULL;
}

static bool defines(const struct lw_object *o, const char *version) {
	const struct lw_image *img = o == NULL || o->file == NULL ? NULL : o->file->image;
	for (uint32_t i = 0; img != NULL && i < img->elf->n_verdefs; i++)
		if (strcmp(img->elf->verdefs[i].version, version) == 0)
			return true;
	return false;
}

static void needs_of(struct lw_out *o, const struct lw_graph *g, uint32_t id, const struct lw_elf *elf) {
	lw_out_text(o, "\t");
	label(o, g, id);
	lw_out_text(o, ":\n");
	for (uint32_t i = 0; i < elf->n_verneeds; i++) {
		const struct lw_verneed *need = &elf->verneeds[i];
		const struct lw_object *from = provider(g, need->file);
		lw_out_text(o, "\t\t");
		lw_out_name(o, need->file);
		lw_out_text(o, " (");
		lw_out_name(o, need->version);
		lw_out_text(o, need->weak ? ") [WEAK] => " : ") => ");
		if (defines(from, need->version))
			label(o, g, from->id);
		else
			lw_out_text(o, "not found");
		lw_out_text(o, "\n");
	}
}

static void version_info(struct lw_out *o, const struct lw_graph *g) {
	bool any = false;
	for (uint32_t i = 0; i <= g->n_order; i++) {
		const struct lw_object *it = lw_object_at(g, i == 0 ? 0 : g->order[i - 1]);
		const struct lw_image *img = it == NULL || it->file == NULL ? NULL : it->file->image;
		if (img == NULL || img->elf->n_verneeds == 0)
			continue;
		lw_out_text(o, any ? "" : "\n\tVersion information:\n");
		any = true;
		needs_of(o, g, it->id, img->elf);
	}
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
	(void)err;
	heading(r, g->file);
	/* The loader takes a position independent static program for one that needs nothing, and refuses the other
	 * kind. */
	if (g->image->kind == LW_IMAGE_STATIC)
		return true;
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
	if (r->opts.version_info)
		version_info(o, g);
	return true;
}

static bool failure(struct lw_report *r, const char *file, const struct lw_error *what, struct lw_error *err) {
	(void)what;
	(void)err;
	heading(r, file);
	return true;
}

const struct lw_renderer lw_render_ldd = {.tree = tree, .failure = failure};
