/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <string.h>

#include "base/soon.h"

#define FIRST_CAP 8

__extension__ typedef unsigned __int128 product;

/* Both halves of the product, one over the other: no word undoes what another did without the seed. */
static uint64_t fold(uint64_t x, uint64_t y) {
	const product p = (product)x * y;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

uint32_t lw_map_hash(uint64_t seed, const void *key, size_t n) {
	const unsigned char *p = key;
	uint64_t h = seed ^ n, word;
	for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
		memcpy(&word, p, sizeof word);
		h = fold(h ^ word, UINT64_C(0x9e3779b97f4a7c15) ^ seed);
	}
	word = 0;
	memcpy(&word, p, n);
	h = fold(h ^ word, UINT64_C(0xd6e8feb86659fd93));
	return (uint32_t)(h ^ h >> 32);
}

/* Where the first memory of a map lies differs from one process to the next. */
static uint64_t seed_from(const void *memory) {
	return fold((uint64_t)(uintptr_t)memory ^ UINT64_C(0x2545f4914f6cdd1d), UINT64_C(0x9fb21c651e98df25)) | 1;
}

static struct lw_map_entry *find(const struct lw_map *m, const void *key, size_t n, uint32_t h) {
	for (struct lw_map_entry *e = m->cap == 0 ? NULL : m->chains[h & (m->cap - 1)]; e != NULL; e = e->next)
		if (e->hash == h && e->n_key == n && memcmp(e->key, key, n) == 0)
			return e;
	return NULL;
}

void *lw_map_get(const struct lw_map *m, const void *key, size_t n_key) {
	const struct lw_map_entry *e = find(m, key, n_key, lw_map_hash(m->seed, key, n_key));
	return e == NULL ? NULL : e->value;
}

static void link_entry(struct lw_map_entry **chains, size_t cap, struct lw_map_entry *e) {
	struct lw_map_entry **chain = &chains[e->hash & (cap - 1)];
	e->next = *chain;
	*chain = e;
}

static bool grow_to(struct lw_map *m, struct lw_arena *a, size_t cap, struct lw_error *err) {
	struct lw_map_entry **chains = lw_alloc(a, cap, sizeof *chains, err);
	if (chains == NULL)
		return false;
	if (m->cap == 0)
		m->seed = seed_from(chains);
	for (size_t i = 0; i < m->cap; i++)
		for (struct lw_map_entry *e = m->chains[i], *next; e != NULL; e = next) {
			next = e->next;
			link_entry(chains, cap, e);
		}
	m->chains = chains;
	m->cap = cap;
	return true;
}

static bool grow(struct lw_map *m, struct lw_arena *a, struct lw_error *err) {
	return grow_to(m, a, m->cap == 0 ? FIRST_CAP : m->cap * 4, err);
}

bool lw_map_reserve(struct lw_map *m, struct lw_arena *a, size_t n, struct lw_error *err) {
	size_t cap = FIRST_CAP;
	while (cap < n && cap <= SIZE_MAX / 2)
		cap *= 2;
	return cap <= m->cap || grow_to(m, a, cap, err);
}

/* h: its hash, of a map that has chains. */
static struct lw_map_entry *find_or_add(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, uint32_t h,
					struct lw_error *err) {
	struct lw_map_entry *e = find(m, key, n_key, h);
	if (e != NULL)
		return e;
	if ((m->n == m->cap && !grow(m, a, err)) || (e = lw_alloc_raw(a, 1, sizeof *e, err)) == NULL)
		return NULL;
	*e = (struct lw_map_entry){NULL, key, NULL, (uint32_t)n_key, h};
	link_entry(m->chains, m->cap, e);
	m->n++;
	return e;
}

uint32_t lw_map_soon(const struct lw_map *m, const void *key, size_t n_key) {
	const uint32_t h = lw_map_hash(m->seed, key, n_key);
	lw_soon(&m->chains[h & (m->cap - 1)]);
	return h;
}

void **lw_map_slot_of(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, uint32_t hash,
		      struct lw_error *err) {
	struct lw_map_entry *e = find_or_add(m, a, key, n_key, hash, err);
	return e == NULL ? NULL : &e->value;
}

void **lw_map_slot(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, struct lw_error *err) {
	if (m->cap == 0 && !grow(m, a, err))
		return NULL;
	return lw_map_slot_of(m, a, key, n_key, lw_map_hash(m->seed, key, n_key), err);
}

bool lw_map_put(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, void *value,
		struct lw_error *err) {
	if (m->cap == 0 && !grow(m, a, err))
		return false;
	struct lw_map_entry *e = find_or_add(m, a, key, n_key, lw_map_hash(m->seed, key, n_key), err);
	if (e == NULL)
		return false;
	e->key = key;
	e->value = value;
	return true;
}
