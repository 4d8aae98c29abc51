/* SPDX-License-Identifier: Apache-2.0 */
/* .hash (gABI chapter 5, "Hash Table"): all symbols but local ones, as linkers have it. */
#include "fuse/tables_own.h"

#define SYMBOLS_OF_BUCKET 2

/* Chains run from lower to higher numbers: each symbol is put in front, the last one first. */
static void fill(const struct lw_fuse_tables *t, uint8_t *bytes, unsigned word, uint32_t n_buckets) {
	for (uint32_t i = t->n_symbols; i-- > t->n_local;) {
		uint8_t *bucket = bytes + (2 + (uint64_t)lw_elf_hash(t->order[i]->name) % n_buckets) * word;
		lw_store_uint(bytes + (2 + (uint64_t)n_buckets + i) * word, word, t->big,
			      lw_load_uint(bucket, word, t->big));
		lw_store_uint(bucket, word, t->big, i);
	}
}

bool lw_fuse_hash_write(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	const unsigned word = t->wide_hash ? 8 : 4;
	const uint32_t n_buckets = t->n < SYMBOLS_OF_BUCKET ? 1 : t->n / SYMBOLS_OF_BUCKET;
	if (!t->sysv)
		return true;
	uint8_t *bytes = lw_fuse_table_room(m, (2 + (uint64_t)n_buckets + t->n_symbols) * word, &t->hash, err);
	if (bytes == NULL)
		return false;
	lw_store_uint(bytes, word, t->big, n_buckets);
	lw_store_uint(bytes + word, word, t->big, t->n_symbols);
	fill(t, bytes, word, n_buckets);
	return true;
}
