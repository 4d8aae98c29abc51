/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/ask.h"

#include <string.h>

#include "base/fold.h"
#include "base/path.h"

const struct lw_object *lw_object_at(const struct lw_graph *g, uint32_t id) {
	return id < g->n_objects ? &g->objects[id] : NULL;
}

const char *lw_object_label(const struct lw_graph *g, uint32_t id) {
	const struct lw_object *o = lw_object_at(g, id);
	if (o == NULL || o->role == LW_ROLE_PROGRAM)
		return g->file;
	if (o->path != NULL)
		return o->path;
	return o->name != NULL ? o->name : "";
}

uint32_t lw_load_number(const struct lw_graph *g, uint32_t id) {
	for (uint32_t i = 0; i < g->n_order; i++)
		if (g->order[i] == id)
			return i + 1;
	return 0;
}

bool lw_gap_is_fatal(const struct lw_version_gap *gap) {
	return !gap->weak && !gap->unversioned;
}

bool lw_graph_is_wrong(const struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_gaps; i++)
		if (lw_gap_is_fatal(&g->gaps[i]))
			return true;
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].signature == LW_SIGNATURE_WRONG)
			return true;
	return g->n_missing != 0 || g->stopped != NULL;
}

bool lw_graph_same_name(const struct lw_graph *g, const char *x, const char *y) {
	return g->image->format == LW_FORMAT_PE ? lw_fold_same(x, y) : strcmp(x, y) == 0;
}

const char *lw_graph_name_key(struct lw_arena *a, const struct lw_graph *g, const char *name, struct lw_error *err) {
	return g->image->format == LW_FORMAT_PE ? lw_fold_copy(a, name, err) : name;
}

const struct lw_fused *lw_object_fused(const struct lw_object *o) {
	const struct lw_image *img = o->file == NULL ? NULL : o->file->image;
	return img == NULL || img->elf == NULL ? NULL : img->elf->fused;
}

const char *lw_fused_name(const struct lw_fused_file *f) {
	return f->soname != NULL ? f->soname : lw_path_base(f->path);
}
