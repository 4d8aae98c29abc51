/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <string.h>

static uint64_t hash_of(const void *key, size_t n) {
	const unsigned char *p = key;
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

static struct lw_map_slot *find(struct lw_map_slot *slots, size_t cap, const void *key, size_t n, uint64_t h) {
	for (size_t i = (size_t)h & (cap - 1);; i = (i + 1) & (cap - 1)) {
		struct lw_map_slot *s = &slots[i];
		if (s->value == NULL)
			return s;
		if (s->hash == h && s->n_key == n && memcmp(s->key, key, n) == 0)
			return s;
	}
}

void *lw_map_get(const struct lw_map *m, const void *key, size_t n_key) {
	return m->cap == 0 ? NULL : find(m->slots, m->cap, key, n_key, hash_of(key, n_key))->value;
}

static bool grow(struct lw_map *m, struct lw_arena *a, struct lw_error *err) {
	size_t cap = m->cap == 0 ? 8 : m->cap * 2;
	struct lw_map_slot *slots = lw_alloc(a, cap, sizeof *slots, err);
	if (slots == NULL)
		return false;
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].value != NULL)
			*find(slots, cap, m->slots[i].key, m->slots[i].n_key, m->slots[i].hash) = m->slots[i];
	m->slots = slots;
	m->cap = cap;
	return true;
}

bool lw_map_put(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, void *value,
		struct lw_error *err) {
	if (m->n * 4 >= m->cap * 3 && !grow(m, a, err))
		return false;
	uint64_t h = hash_of(key, n_key);
	struct lw_map_slot *s = find(m->slots, m->cap, key, n_key, h);
	if (s->value == NULL)
		m->n++;
	*s = (struct lw_map_slot){key, n_key, h, value};
	return true;
}
