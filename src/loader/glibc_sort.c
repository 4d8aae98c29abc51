/* SPDX-License-Identifier: Apache-2.0 */
#include "loader/glibc_sort.h"

#include <string.h>

#include "base/fail.h"

/* Steps of the original way, which takes the cube of the number of maps where they depend on each other in cycles. */
#define MOST_STEPS ((uint64_t)1 << 28)
#define NOWHERE UINT32_MAX

/* _dl_sort_maps_original under way. */
struct original {
	uint32_t *list;
	uint32_t n;
	uint32_t *place;          /* of each map in the list; NOWHERE */
	uint16_t *seen;           /* how often a map was looked at in this round, by place; 16 bits wide as glibc's */
	uint32_t n_seen;          /* behind this all of those are 0 */
	uint32_t *first, *needed; /* by whom, laid out as in gl_needs */
	uint64_t steps;
};

/* Turns needs around. */
static bool turn(struct original *o, const struct gl_needs *d, struct lw_arena *a, struct lw_error *err) {
	const uint32_t n_needs = d->first[d->n_maps];
	o->first = lw_alloc(a, (size_t)d->n_maps + 2, sizeof *o->first, err);
	o->needed = lw_alloc(a, n_needs, sizeof *o->needed, err);
	if (o->first == NULL || o->needed == NULL)
		return false;
	/* Two places further on, so that filling moves each start to where it belongs. */
	for (uint32_t i = 0; i < n_needs; i++)
		o->first[d->needs[i] + 2]++;
	for (uint32_t x = 2; x < d->n_maps + 2; x++)
		o->first[x] += o->first[x - 1];
	for (uint32_t x = 0; x < d->n_maps; x++)
		for (uint32_t i = d->first[x]; i < d->first[x + 1]; i++)
			o->needed[o->first[d->needs[i] + 1]++] = x;
	return true;
}

/* The last in the list that needs the one at place i and stands behind it; i if there is none. */
static uint32_t last_to_need(struct original *o, uint32_t i) {
	const uint32_t x = o->list[i];
	uint32_t last = i;
	for (uint32_t k = o->first[x]; k < o->first[x + 1]; k++) {
		const uint32_t place = o->place[o->needed[k]];
		if (place != NOWHERE && place > last)
			last = place;
	}
	o->steps += o->first[x + 1] - o->first[x] + 1;
	return last;
}

/* The one at place i goes right behind the one at place k. */
static void move_behind(struct original *o, uint32_t i, uint32_t k) {
	const uint32_t x = o->list[i];
	memmove(&o->list[i], &o->list[i + 1], (k - i) * sizeof o->list[0]);
	o->list[k] = x;
	for (uint32_t j = i; j <= k; j++)
		o->place[o->list[j]] = j;
	o->steps += k - i;
}

/* One look at place *i. A map that has come back to its place too often stays: it is part of a cycle. */
static void look(struct original *o, uint32_t *i) {
	o->seen[*i]++;
	const uint32_t k = last_to_need(o, *i);
	if (o->n_seen <= k)
		o->n_seen = k + 1;
	if (k > *i) {
		move_behind(o, *i, k);
		if (o->seen[*i + 1] <= o->n - *i) {
			const uint16_t seen = o->seen[*i];
			memmove(&o->seen[*i], &o->seen[*i + 1], (k - *i) * sizeof seen);
			o->seen[k] = seen;
			return;
		}
	}
	++*i;
	for (; o->n_seen > *i; o->steps++)
		o->seen[--o->n_seen] = 0;
}

bool lw_gl_sort_original(const struct gl_needs *d, struct lw_arena *a, uint32_t *list, uint32_t n,
			 struct lw_error *err) {
	struct original o = {.list = list, .n = n};
	if (n <= 1)
		return true;
	LW_TRY(turn(&o, d, a, err));
	o.place = lw_alloc(a, d->n_maps, sizeof *o.place, err);
	o.seen = lw_alloc(a, n, sizeof *o.seen, err);
	if (o.place == NULL || o.seen == NULL)
		return false;
	for (uint32_t x = 0; x < d->n_maps; x++)
		o.place[x] = NOWHERE;
	for (uint32_t i = 0; i < n; i++)
		o.place[list[i]] = i;
	for (uint32_t i = 0; i < n && o.steps <= MOST_STEPS;)
		look(&o, &i);
	if (o.steps > MOST_STEPS)
		return lw_fail(err, LW_E_LIMIT, "the loader's sorting of %u libraries would take more than %llu steps",
			       n, (unsigned long long)MOST_STEPS);
	return true;
}

/* _dl_sort_maps_dfs under way: a walk in depth, kept in a list of its own instead of the stack. */
struct depth {
	const struct gl_needs *d;
	bool *visited;
	uint32_t *path, *next; /* the maps that are open, and for each which of its needs is next */
	uint32_t n_path;
	uint32_t *sorted, n_free; /* filled from its end */
};

static void enter(struct depth *w, uint32_t x) {
	w->visited[x] = true;
	w->path[w->n_path] = x;
	w->next[w->n_path++] = w->d->first[x];
}

/* dfs_traversal: what x needs is placed before x is. */
static void place_from(struct depth *w, uint32_t x) {
	if (w->visited[x])
		return;
	enter(w, x);
	while (w->n_path > 0) {
		const uint32_t top = w->path[w->n_path - 1];
		uint32_t *next = &w->next[w->n_path - 1];
		while (*next < w->d->first[top + 1] && w->visited[w->d->needs[*next]])
			++*next;
		if (*next < w->d->first[top + 1]) {
			enter(w, w->d->needs[*next]);
			continue;
		}
		w->sorted[--w->n_free] = top;
		w->n_path--;
	}
}

static bool room(struct depth *w, struct lw_arena *a, struct lw_error *err) {
	w->visited = lw_alloc(a, w->d->n_maps, sizeof *w->visited, err);
	w->path = lw_alloc(a, w->d->n_maps, sizeof *w->path, err);
	w->next = lw_alloc(a, w->d->n_maps, sizeof *w->next, err);
	w->sorted = lw_alloc(a, w->d->n_maps, sizeof *w->sorted, err);
	return w->visited != NULL && w->path != NULL && w->next != NULL && w->sorted != NULL;
}

/* The maps behind the first n_fixed of the list. */
static bool sort_behind(struct depth *w, uint32_t *list, uint32_t n, uint32_t n_fixed, struct lw_error *err) {
	for (uint32_t i = n; i > n_fixed; i--)
		place_from(w, list[i - 1]);
	if (w->d->n_maps - w->n_free != n - n_fixed)
		return lw_fail(err, LW_E_INTERNAL, "%u of %u libraries were sorted", w->d->n_maps - w->n_free,
			       n - n_fixed);
	memcpy(&list[n_fixed], &w->sorted[w->n_free], (size_t)(n - n_fixed) * sizeof list[0]);
	return true;
}

bool lw_gl_sort_dfs(const struct gl_needs *d, struct lw_arena *a, uint32_t *list, uint32_t n, struct lw_error *err) {
	struct depth w = {.d = d, .n_free = d->n_maps};
	LW_TRY(room(&w, a, err));
	if (n == 0)
		return true;
	/* Nothing comes to the main map from elsewhere (l_main_map); what it needs itself is placed by then. */
	w.visited[list[0]] = true;
	return sort_behind(&w, list, n, 1, err);
}

bool lw_gl_sort_dfs_all(const struct gl_needs *d, struct lw_arena *a, uint32_t *list, uint32_t n,
			struct lw_error *err) {
	struct depth w = {.d = d, .n_free = d->n_maps};
	return room(&w, a, err) && sort_behind(&w, list, n, 0, err);
}
