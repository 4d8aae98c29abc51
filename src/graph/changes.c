/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/changes.h"

#include <string.h>

#include "base/map.h"
#include "base/path.h"
#include "graph/ask.h"

/* What an object is known by on both sides. */
static const char *name_of(const struct lw_graph *g, const struct lw_object *o) {
	/* The name that a DLL gives itself means nothing to the loader. */
	if (o->soname != NULL && g->image->format != LW_FORMAT_PE)
		return o->soname;
	return o->name == NULL ? "" : lw_path_base(o->name);
}

/* A loader that is not in the list is no library of the program. */
static bool counts(const struct lw_graph *g, const struct lw_object *o) {
	return o->role != LW_ROLE_PROGRAM && (o->role != LW_ROLE_LOADER || lw_load_number(g, o->id) != 0);
}

static bool index_by_name(struct lw_arena *a, const struct lw_graph *g, struct lw_map *m, struct lw_error *err) {
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		const char *key = lw_graph_name_key(a, g, name_of(g, o), err);
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
		const char *key = lw_graph_name_key(a, g, name_of(g, o), err),
			   *was = key == NULL ? NULL : path_in(&before, key);
		if (key == NULL)
			return false;
		if (counts(g, o) && o->found && (was == NULL || !lw_graph_same_name(g, was, o->path)) &&
		    !add(a, out, (struct lw_change){o->name, o->path, was, o->id}, err))
			return false;
	}
	for (uint32_t i = 0; i < without->n_objects; i++) {
		const struct lw_object *o = &without->objects[i];
		const char *key = lw_graph_name_key(a, without, name_of(without, o), err);
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
