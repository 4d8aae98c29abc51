/* SPDX-License-Identifier: Apache-2.0 */
#include "report/changes.h"

#include <string.h>

#include "base/fold.h"
#include "base/map.h"
#include "report/render.h"

/* What an object is known by on both sides. */
static const char *name_of(const struct lw_graph *g, const struct lw_object *o) {
	/* The name that a DLL gives itself means nothing to the loader. */
	if (o->soname != NULL && g->image->format != LW_FORMAT_PE)
		return o->soname;
	return o->name == NULL ? "" : lw_base_name(o->name);
}

/* Under Windows without regard to case. NULL with NOMEM. */
static const char *key_of(struct lw_arena *a, const struct lw_graph *g, const struct lw_object *o,
			  struct lw_error *err) {
	const char *name = name_of(g, o);
	if (g->image->format != LW_FORMAT_PE)
		return name;
	char *key = lw_alloc(a, strlen(name) + 1, 1, err);
	if (key != NULL)
		lw_fold(name, key);
	return key;
}

static bool same_path(const struct lw_graph *g, const char *x, const char *y) {
	return g->image->format == LW_FORMAT_PE ? lw_fold_same(x, y) : strcmp(x, y) == 0;
}

/* A loader that is not in the list is no library of the program. */
static bool counts(const struct lw_graph *g, const struct lw_object *o) {
	return o->role != LW_ROLE_PROGRAM && (o->role != LW_ROLE_LOADER || lw_load_number(g, o->id) != 0);
}

static bool index_by_name(struct lw_arena *a, const struct lw_graph *g, struct lw_map *m, struct lw_error *err) {
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		const char *key = key_of(a, g, o, err);
		if (key == NULL)
			return false;
		const struct lw_object *seen = lw_map_get(m, key, strlen(key));
		if (!counts(g, o) || (seen != NULL && seen->found))
			continue;
		if (!lw_map_put(m, a, key, strlen(key), (void *)(uintptr_t)o, err))
			return false;
	}
	return true;
}

static const char *path_in(const struct lw_map *m, const char *key) {
	const struct lw_object *o = lw_map_get(m, key, strlen(key));
	return o == NULL || !o->found ? NULL : o->path;
}

static bool add(struct lw_arena *a, struct lw_changes *c, struct lw_change change, struct lw_error *err) {
	struct lw_change *slot = lw_vec_add(a, c, err);
	if (slot == NULL)
		return false;
	*slot = change;
	c->n_new += change.was == NULL;
	c->n_gone += change.now == NULL;
	return true;
}

bool lw_changes_find(struct lw_arena *a, const struct lw_graph *g, const struct lw_graph *without,
		     struct lw_changes *out, struct lw_error *err) {
	struct lw_map before = {0}, after = {0};
	*out = (struct lw_changes){0};
	if (!index_by_name(a, without, &before, err) || !index_by_name(a, g, &after, err))
		return false;
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		const char *key = key_of(a, g, o, err), *was = key == NULL ? NULL : path_in(&before, key);
		if (key == NULL)
			return false;
		if (counts(g, o) && o->found && (was == NULL || !same_path(g, was, o->path)) &&
		    !add(a, out, (struct lw_change){o->name, o->path, was, o->id}, err))
			return false;
	}
	for (uint32_t i = 0; i < without->n_objects; i++) {
		const struct lw_object *o = &without->objects[i];
		const char *key = key_of(a, without, o, err);
		if (key == NULL)
			return false;
		if (counts(without, o) && o->found && path_in(&after, key) == NULL &&
		    !add(a, out, (struct lw_change){o->name, NULL, o->path, LW_NO_ID}, err))
			return false;
	}
	return true;
}

const struct lw_change *lw_changes_of(const struct lw_changes *c, uint32_t object) {
	for (uint32_t i = 0; i < c->n; i++)
		if (c->at[i].object == object)
			return &c->at[i];
	return NULL;
}
