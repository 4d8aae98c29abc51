/* SPDX-License-Identifier: Apache-2.0 */
#include "loader/glibc_order.h"

#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "graph/ask.h"
#include "linkwright/elf.h"
#include "linkwright/image.h"
#include "loader/glibc_rules.h"
#include "loader/glibc_sort.h"

/* Steps to look whether a filtee stands before its filter already. */
#define MOST_LOOKS (1u << 24)

/* The link maps of the program's name space, numbered as they stand in its search list; the main map is 0. */
struct maps {
	const struct lw_graph *g;
	struct lw_arena *a;
	uint32_t *ids; /* of the objects */
	uint32_t n;
	uint32_t *number; /* of each object; LW_NO_ID: it is none of them */
	bool fini;        /* the list is _dl_fini's: a loader that stands in it is sorted too, needed or not */
	bool lost;        /* the name space's list does not come to all that were counted when they were mapped */
	struct gl_needs d;
};

static bool is_glibc(const struct lw_graph *g) {
	return g->loader.kind != NULL && strcmp(g->loader.kind, "glibc") == 0;
}

/* The loader is in the search list only if something needs it or it is preloaded (elf/rtld.c, rtld_multiple_ref). */
static bool is_asked_for(const struct lw_graph *g, uint32_t id) {
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_object *from = lw_object_at(g, g->edges[i].from);
		if (g->edges[i].to == id && (from == NULL || from->ns == 0))
			return true;
	}
	return false;
}

static bool is_loader(const struct lw_graph *g, uint32_t id) {
	const struct lw_object *o = lw_object_at(g, id);
	return o != NULL && o->ns == 0 && o->found && o->role == LW_ROLE_LOADER;
}

static bool is_mapped(const struct lw_graph *g, uint32_t id) {
	const struct lw_object *o = lw_object_at(g, id);
	return o != NULL && o->ns == 0 && o->found && (o->role != LW_ROLE_LOADER || is_asked_for(g, id));
}

static void take(struct maps *m, uint32_t id) {
	if (m->number[id] != LW_NO_ID)
		return;
	m->number[id] = m->n;
	m->ids[m->n++] = id;
}

/* A loader that nothing needs is counted as mapped, but is in no list; from 2.41 on it always is (elf/rtld.c dl_main).
 */
static bool loses_loader(const struct maps *m) {
	if (lw_gl_has(m->g->loader.minor, GL_LOADER_ALWAYS_LISTED))
		return false;
	for (uint32_t i = 0; i < m->g->n_objects; i++) {
		const struct lw_object *o = &m->g->objects[i];
		if (o->role == LW_ROLE_LOADER && o->ns == 0 && m->number[i] == LW_NO_ID)
			return true;
	}
	return false;
}

/* What stands before the main map, as a list from it to its front: each object's neighbour on that side. */
struct front {
	uint32_t *before; /* by object id; LW_NO_ID: it is the first, or in no place yet */
	bool *placed;
	uint32_t looks;
};

/* Is x somewhere before y? */
static bool is_before(struct front *f, uint32_t x, uint32_t y) {
	while (y != LW_NO_ID && y != x) {
		y = f->before[y];
		f->looks++;
	}
	return y == x;
}

static void leave(struct front *f, uint32_t main, uint32_t x) {
	uint32_t y = main;
	for (; y != LW_NO_ID && f->before[y] != x; f->looks++)
		y = f->before[y];
	if (y != LW_NO_ID)
		f->before[y] = f->before[x];
}

/* A filtee goes right before its filter, unless it is before it already (elf/dl-deps.c, "We want to insert the new map
 * before the current one"). */
static void put_filtee(struct front *f, uint32_t main, uint32_t filtee, uint32_t filter) {
	if (!f->placed[filter] || filtee == filter || filtee == main)
		return;
	if (f->placed[filtee]) {
		if (is_before(f, filtee, filter))
			return;
		leave(f, main, filtee);
	}
	f->placed[filtee] = true;
	f->before[filtee] = f->before[filter];
	f->before[filter] = filtee;
}

/* Filtees of the main map and theirs are no longer behind it in the loader's list, which is the graph's order; they
 * come first among what is sorted (elf/dl-deps.c, "Copy the filtees"). */
static bool take_lost(struct maps *m, uint32_t main, const bool *listed, struct lw_error *err) {
	const struct lw_graph *g = m->g;
	struct front f = {0};
	f.before = lw_alloc(m->a, g->n_objects, sizeof *f.before, err);
	f.placed = lw_alloc(m->a, g->n_objects, sizeof *f.placed, err);
	if (f.before == NULL || f.placed == NULL)
		return false;
	memset(f.before, 0xff, g->n_objects * sizeof *f.before);
	f.placed[main] = true;
	for (uint32_t i = 0; i < g->n_edges && f.looks <= MOST_LOOKS; i++) {
		const struct lw_edge *e = &g->edges[i];
		const bool filter = e->kind == LW_EDGE_AUXILIARY || e->kind == LW_EDGE_FILTER;
		if (filter && e->from < g->n_objects && e->to < g->n_objects && !listed[e->to] && is_mapped(g, e->to))
			put_filtee(&f, main, e->to, e->from);
	}
	if (f.looks > MOST_LOOKS)
		return lw_fail(err, LW_E_LIMIT, "the program's filters name too many libraries to put in order");
	const uint32_t first = m->n;
	for (uint32_t x = f.before[main]; x != LW_NO_ID; x = f.before[x])
		take(m, x);
	m->lost = m->n > first;
	/* They were met from the main map outwards. */
	for (uint32_t i = first, k = m->n; i + 1 < k; i++) {
		const uint32_t x = m->ids[i];
		m->ids[i] = m->ids[--k];
		m->ids[k] = x;
	}
	for (uint32_t i = first; i < m->n; i++)
		m->number[m->ids[i]] = i;
	return true;
}

/* The search list: the main map, preloaded objects, then breadth first (elf/dl-deps.c _dl_map_object_deps). The list of
 * the name space, which _dl_fini starts from, is in the same order. There is a vDSO in it too, right behind the main
 * map; it needs nothing, is needed by nothing and has nothing to call, and in that place changes neither sort. */
static bool list_maps(struct maps *m, struct lw_error *err) {
	const struct lw_graph *g = m->g;
	m->ids = lw_alloc(m->a, g->n_objects, sizeof *m->ids, err);
	m->number = lw_alloc(m->a, g->n_objects, sizeof *m->number, err);
	bool *listed = lw_alloc(m->a, g->n_objects, sizeof *listed, err);
	if (m->ids == NULL || m->number == NULL || listed == NULL)
		return false;
	memset(m->number, 0xff, g->n_objects * sizeof *m->number);
	uint32_t main = 0;
	while (main < g->n_objects && g->objects[main].role != LW_ROLE_PROGRAM)
		main++;
	if (main == g->n_objects)
		return true;
	take(m, main);
	for (uint32_t i = 0; i < g->n_order; i++)
		if (g->order[i] < g->n_objects)
			listed[g->order[i]] = true;
	LW_TRY(take_lost(m, main, listed, err));
	for (uint32_t i = 0; i < g->n_order; i++)
		if (is_mapped(g, g->order[i]) || (m->fini && is_loader(g, g->order[i])))
			take(m, g->order[i]);
	m->lost = m->lost || loses_loader(m);
	return true;
}

/* Which map needs which, as numbers; LW_NO_ID for a request that is none of l_initfini's. */
static uint32_t needed_by(const struct maps *m, const struct lw_edge *e, uint32_t *x) {
	const bool need = e->kind == LW_EDGE_NEEDED || e->kind == LW_EDGE_AUXILIARY || e->kind == LW_EDGE_FILTER;
	if (!need || e->from >= m->g->n_objects || e->to >= m->g->n_objects)
		return LW_NO_ID;
	*x = m->number[e->from];
	/* The main map has no list of needs while the others are sorted. */
	return *x == LW_NO_ID || *x == 0 ? LW_NO_ID : m->number[e->to];
}

/* The needs of each map in the order in which it asked for them, filtees among them (elf/dl-deps.c, "Remember this
 * dependency"). Relocation dependencies (l_reldeps) exist only for what dlopen brought (elf/dl-lookup.c). */
static bool list_needs(struct maps *m, struct lw_error *err) {
	const struct lw_graph *g = m->g;
	uint32_t *first = lw_alloc(m->a, (size_t)m->n + 2, sizeof *first, err), x = 0;
	uint32_t *needs = lw_alloc(m->a, g->n_edges, sizeof *needs, err);
	if (first == NULL || needs == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (needed_by(m, &g->edges[i], &x) != LW_NO_ID)
			first[x + 2]++;
	for (uint32_t i = 2; i < m->n + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const uint32_t y = needed_by(m, &g->edges[i], &x);
		if (y != LW_NO_ID)
			needs[first[x + 1]++] = y;
	}
	m->d = (struct gl_needs){first, needs, m->n};
	return true;
}

/* Sorts the numbers of all maps; the main map stays first. (Before the start, newer loaders sort it too if it is
 * libc.so.6 itself, elf/dl-deps.c. That moves nothing that is called: a main map's functions are its start code's
 * business.) */
static bool sort(struct maps *m, enum lw_glibc_sort how, uint32_t *list, struct lw_error *err) {
	if (how == LW_GLIBC_SORT_OWN)
		how = lw_gl_has(m->g->loader.minor, GL_SORT_DFS) ? LW_GLIBC_SORT_DFS : LW_GLIBC_SORT_ORIGINAL;
	for (uint32_t i = 0; i < m->n; i++)
		list[i] = i;
	if (how == LW_GLIBC_SORT_DFS)
		return lw_gl_sort_dfs(&m->d, m->a, list, m->n, err);
	return lw_gl_sort_original(&m->d, m->a, list + 1, m->n - 1, err);
}

/* The one that was mapped last of those that ask to be first (elf/dl-load.c _dl_map_object_from_fd, dl_initfirst). The
 * kernel's mappings, program and loader, do not count. Ids are given in the order of mapping. */
static uint32_t init_first(const struct maps *m) {
	uint32_t found = LW_NO_ID;
	for (uint32_t i = 1; i < m->n; i++) {
		const struct lw_object *o = &m->g->objects[m->ids[i]];
		const struct lw_image *img = o->file != NULL ? o->file->image : NULL;
		if (img == NULL || img->elf == NULL || o->role == LW_ROLE_LOADER)
			continue;
		if ((img->elf->flags_1 & DF_1_INITFIRST) != 0 && (found == LW_NO_ID || o->id > m->ids[found]))
			found = i;
	}
	return found;
}

/* The sorted list; *list is NULL where there is nothing to sort. */
static bool sorted(struct maps *m, enum lw_glibc_sort how, uint32_t **list, struct lw_error *err) {
	*list = NULL;
	if (m->g->is_static || m->g->n_objects == 0)
		return true;
	if (!is_glibc(m->g))
		return lw_fail(err, LW_E_UNSUPPORTED, "the order of constructors is known for glibc only");
	LW_TRY(list_maps(m, err));
	if (m->n == 0)
		return true;
	LW_TRY(list_needs(m, err));
	*list = lw_alloc(m->a, m->n, sizeof **list, err);
	return *list != NULL && sort(m, how, *list, err);
}

/* The sorted list from its end; the map `first`, if it is one, comes before all others. */
static bool backwards(const struct maps *m, const uint32_t *list, uint32_t first, const uint32_t **order, uint32_t *n,
		      struct lw_error *err) {
	*n = 0;
	*order = NULL;
	if (list == NULL)
		return true;
	uint32_t *out = lw_alloc(m->a, m->n, sizeof *out, err);
	if (out == NULL)
		return false;
	if (first != LW_NO_ID)
		out[(*n)++] = m->ids[first];
	for (uint32_t i = m->n; i > 0; i--)
		if (list[i - 1] != first)
			out[(*n)++] = m->ids[list[i - 1]];
	*order = out;
	return true;
}

/* elf/dl-init.c _dl_init: dl_initfirst, then the sorted list from its end. The program's own functions are called by
 * its start code, behind all others. */
bool lw_glibc_init_order_by(const struct lw_graph *g, enum lw_glibc_sort how, struct lw_arena *a,
			    const uint32_t **order, uint32_t *n, struct lw_error *err) {
	struct maps m = {.g = g, .a = a};
	uint32_t *list;
	return sorted(&m, how, &list, err) &&
		backwards(&m, list, list == NULL ? LW_NO_ID : init_first(&m), order, n, err);
}

bool lw_glibc_relocation_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			       struct lw_error *err) {
	struct maps m = {.g = g, .a = a};
	uint32_t *list;
	return sorted(&m, LW_GLIBC_SORT_OWN, &list, err) && backwards(&m, list, LW_NO_ID, order, n, err);
}

/* elf/dl-fini.c _dl_fini: the list is sorted anew, from its start; DF_1_INITFIRST has no part in it. So it is up
 * to 2.43 at least; only development versions between 2.38 and 2.39, and some distributions' loaders after them, go the
 * order of initialisers backwards (_dl_init_called_list, commit 6985865bc3, taken back later). */
bool lw_glibc_fini_order_by(const struct lw_graph *g, enum lw_glibc_sort how, struct lw_arena *a,
			    const uint32_t **order, uint32_t *n, struct lw_error *err) {
	struct maps m = {.g = g, .a = a, .fini = true};
	uint32_t *list;
	*n = 0;
	*order = NULL;
	LW_TRY(sorted(&m, how, &list, err));
	/* Lost ones: "Assertion `ns != LM_ID_BASE || i == nloaded' failed". */
	if (list == NULL || m.lost)
		return true;
	for (uint32_t i = 0; i < m.n; i++)
		if (is_mapped(g, m.ids[list[i]]))
			list[(*n)++] = m.ids[list[i]];
	*order = list;
	return true;
}

bool lw_glibc_init_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			 struct lw_error *err) {
	return lw_glibc_init_order_by(g, LW_GLIBC_SORT_OWN, a, order, n, err);
}

bool lw_glibc_fini_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			 struct lw_error *err) {
	return lw_glibc_fini_order_by(g, LW_GLIBC_SORT_OWN, a, order, n, err);
}
