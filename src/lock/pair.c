/* SPDX-License-Identifier: Apache-2.0 */
/* Which of two lists of paths stand for the same. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/libname.h"
#include "base/path.h"
#include "lock/lock.h"

/* How many parts of two paths are looked at that differ at their front. */
#define MOST_PARTS 5u

struct key {
	const char *text;
	uint32_t at;
};

struct keys {
	struct key *at;
	uint32_t n;
};

static int by_text(const void *x, const void *y) {
	const struct key *a = x, *b = y;
	const int order = strcmp(a->text, b->text);
	return order != 0 ? order : a->at == b->at ? 0 : a->at < b->at ? -1 : 1;
}

/* The last parts of a path, the name without a hash: "pkg/_x.so" of "/home/me/src/pkg/_x.so" with two. */
static const char *tail(struct lw_arena *a, const char *path, unsigned parts, struct lw_error *err) {
	const char *base = lw_path_base(path), *from = base;
	const char *name = lw_lib_without_hash(a, path, err);
	while (parts > 1 && from > path) {
		for (from--; from > path && from[-1] != '/';)
			from--;
		parts--;
	}
	return name == NULL ? NULL : lw_sprintf(a, err, "%.*s%s", (int)(base - from), from, name);
}

/* Those that taken does not name, by their last parts; 0: as they are. */
static bool sorted(struct lw_arena *a, struct lw_paths p, const bool *taken, unsigned parts, struct keys *out,
		   struct lw_error *err) {
	out->at = lw_alloc(a, p.n, sizeof *out->at, err);
	out->n = 0;
	LW_TRY(out->at != NULL);
	for (uint32_t i = 0; i < p.n; i++) {
		if (taken[i])
			continue;
		const char *text = parts != 0 ? tail(a, p.at[i], parts, err) : p.at[i];
		LW_TRY(text != NULL);
		out->at[out->n++] = (struct key){text, i};
	}
	if (out->n != 0)
		qsort(out->at, out->n, sizeof *out->at, by_text);
	return true;
}

/* How many there are of the first one's text. */
static uint32_t run(const struct keys *k, uint32_t from) {
	uint32_t n = 1;
	while (from + n < k->n && strcmp(k->at[from].text, k->at[from + n].text) == 0)
		n++;
	return n;
}

struct pairing {
	bool *taken_x, *taken_y;
	uint32_t *out;
};

/* The same text, one for one; only_one: where each list has it once. */
static void walk(struct pairing *p, const struct keys *x, const struct keys *y, bool only_one) {
	for (uint32_t i = 0, k = 0; i < x->n && k < y->n;) {
		const int order = strcmp(x->at[i].text, y->at[k].text);
		const uint32_t n_x = run(x, i), n_y = run(y, k);
		for (uint32_t m = 0; order == 0 && m < n_x && m < n_y && (!only_one || (n_x == 1 && n_y == 1)); m++) {
			p->out[x->at[i + m].at] = y->at[k + m].at;
			p->taken_x[x->at[i + m].at] = p->taken_y[y->at[k + m].at] = true;
		}
		i += order <= 0 ? n_x : 0;
		k += order >= 0 ? n_y : 0;
	}
}

bool lw_paths_pair(struct lw_arena *a, struct lw_paths x, struct lw_paths y, enum lw_match match, uint32_t **out,
		   struct lw_error *err) {
	struct pairing p = {lw_alloc(a, x.n, 1, err), lw_alloc(a, y.n, 1, err), lw_alloc(a, x.n, sizeof *p.out, err)};
	if (p.taken_x == NULL || p.taken_y == NULL || p.out == NULL)
		return false;
	for (uint32_t i = 0; i < x.n; i++)
		p.out[i] = LW_NO_ID;
	/* What has more in common comes first; only what is there once on each side can be told. */
	for (unsigned i = 0; i <= (match == LW_MATCH_LOOSE ? MOST_PARTS : 0); i++) {
		const unsigned parts = i == 0 ? 0 : MOST_PARTS + 1 - i;
		const struct lw_arena_mark mark = lw_arena_mark(a);
		struct keys keys_x, keys_y;
		LW_TRY(sorted(a, x, p.taken_x, parts, &keys_x, err));
		LW_TRY(sorted(a, y, p.taken_y, parts, &keys_y, err));
		walk(&p, &keys_x, &keys_y, parts != 0);
		lw_arena_rewind(a, mark);
	}
	*out = p.out;
	return true;
}
