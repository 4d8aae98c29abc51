/* SPDX-License-Identifier: Apache-2.0 */
/* .gnu.hash as glibc (elf/dl-lookup.c, do_lookup_x; elf/dl-setup_hash.c) and musl (ldso/dynlink.c, gnu_lookup) read it:
 * four words, a Bloom filter, buckets, and a chain that runs beside .dynsym. */
#include "fuse/tables_own.h"

/* For each symbol: linkers differ between one and four for a bucket, and agree on 12 bits of the filter. */
#define SYMBOLS_OF_BUCKET 2
#define BITS_OF_SYMBOL 12
/* The second bit of the filter comes from the hash's upper end, far from what chooses the first bit and the word. */
#define SHIFT 26
#define HEAD 16

uint32_t lw_fuse_gnu_hash_buckets(uint32_t n_hashed) {
	return n_hashed < SYMBOLS_OF_BUCKET ? 1 : n_hashed / SYMBOLS_OF_BUCKET;
}

/* glibc wants a power of two, and at least one word: it takes the number less one for a mask. */
static uint64_t bloom_words(uint64_t n_hashed, unsigned bits) {
	uint64_t words = 1;
	while (words * bits < n_hashed * BITS_OF_SYMBOL)
		words *= 2;
	return words;
}

struct filling {
	uint8_t *bloom, *buckets, *chain;
	uint64_t n_words;
	unsigned word;
};

static void fill(const struct lw_fuse_making *m, const struct filling *f, uint32_t n) {
	const bool big = m->t->big;
	const unsigned bits = f->word * 8;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t h = m->hashes[i], b = h % m->n_buckets;
		uint8_t *word = f->bloom + (h / bits & (f->n_words - 1)) * f->word;
		const uint64_t mask = (uint64_t)1 << h % bits | (uint64_t)1 << (h >> SHIFT) % bits;
		lw_store_uint(word, f->word, big, lw_load_uint(word, f->word, big) | mask);
		if (i == 0 || m->hashes[i - 1] % m->n_buckets != b)
			lw_store_uint(f->buckets + 4 * (uint64_t)b, 4, big, m->first_hashed + i);
		const bool last = i + 1 == n || m->hashes[i + 1] % m->n_buckets != b;
		lw_store_uint(f->chain + 4 * (uint64_t)i, 4, big, (h & ~(uint32_t)1) | last);
	}
}

/* One of no symbols has one word of no bits and one empty bucket, so that readers neither divide by zero nor find
 * anything. The first symbol that it would find is number n_symbols: readers that count symbols by it come out right.
 */
bool lw_fuse_gnu_hash_write(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	const uint32_t n = t->n_symbols - m->first_hashed;
	struct filling f = {.word = t->is64 ? 8 : 4};
	f.n_words = bloom_words(n, f.word * 8);
	const uint64_t buckets = HEAD + f.n_words * f.word, chain = buckets + 4 * (uint64_t)m->n_buckets;
	uint8_t *bytes = lw_fuse_table_room(m, chain + 4 * (uint64_t)n, &t->gnu_hash, err);
	if (bytes == NULL)
		return false;
	lw_store_uint(bytes, 4, t->big, m->n_buckets);
	lw_store_uint(bytes + 4, 4, t->big, m->first_hashed);
	lw_store_uint(bytes + 8, 4, t->big, f.n_words);
	lw_store_uint(bytes + 12, 4, t->big, SHIFT);
	f.bloom = bytes + HEAD;
	f.buckets = bytes + buckets;
	f.chain = bytes + chain;
	fill(m, &f, n);
	return true;
}
