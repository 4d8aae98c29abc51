/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map from byte strings to pointers, in an arena; zero is an empty map. Keys are borrowed and must live as long as
 * the map. Nothing can be taken out. Eight bytes of the key at a time go into the hash, with a seed from where the
 * memory lies, so that nobody can choose keys for one chain.
 */
#ifndef LW_BASE_MAP_H
#define LW_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct lw_map_entry {
	struct lw_map_entry *next; /* of the same chain */
	const void *key;
	void *value;
	uint32_t n_key;
	uint32_t hash;
};

struct lw_map {
	struct lw_map_entry **chains;
	size_t n, cap; /* cap is a power of two */
	uint64_t seed;
};

/* The hash itself, for tables of another form; seed: what nobody can foresee. */
uint32_t lw_map_hash(uint64_t seed, const void *key, size_t n);
/* The value, or NULL if the key is not there. */
void *lw_map_get(const struct lw_map *m, const void *key, size_t n_key);
/* Where the key's value is, as long as the map; NULL in it: the key was not there, and the caller sets it. Errors:
 * NOMEM. */
void **lw_map_slot(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, struct lw_error *err);
/* Room for n keys in all, so that nothing is moved while they come. Errors: NOMEM. */
bool lw_map_reserve(struct lw_map *m, struct lw_arena *a, size_t n, struct lw_error *err) LW_USE;
/* lw_map_slot in two steps, for whoever has many keys to look up: the hash of a key in a map that was given room, and
 * its chain on its way to the processor (base/soon.h); then the place. */
uint32_t lw_map_soon(const struct lw_map *m, const void *key, size_t n_key);
void **lw_map_slot_of(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, uint32_t hash,
		      struct lw_error *err);
/* Sets or replaces; value is not NULL, a key has less than 4 GiB. Errors: NOMEM. */
bool lw_map_put(struct lw_map *m, struct lw_arena *a, const void *key, size_t n_key, void *value,
		struct lw_error *err) LW_USE;

#endif
