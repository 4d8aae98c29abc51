/* SPDX-License-Identifier: Apache-2.0 */
/* gABI chapter 5, "Hash Table"; the GNU table as binutils writes it and glibc reads it (elf/dl-lookup.c, do_lookup_x).
 */
#include "edit/elf_rehash.h"

#include <stdlib.h>

#include "base/fail.h"
#include "names/elf_numbers.h"

struct gnu_table {
	uint64_t n_buckets, first, n_bloom, shift;
	uint64_t buckets, chains; /* offsets in the table */
};

/* A symbol that the GNU table finds. */
struct hashed {
	uint32_t hash, symbol, bucket;
};

static const char *name_of(const struct lw_elf_work *w, uint64_t symbol) {
	const struct lw_elf_rename *r = lw_elf_renamed(w, symbol);
	return r != NULL ? r->to : w->symbols[symbol - 1].name;
}

/* GNU ld's table of no symbols says that the first of them is number 1. */
static bool is_empty(const struct lw_elf_work *w, struct lw_span s, const struct gnu_table *g) {
	bool ok = lw_range_fits(g->buckets, 4 * g->n_buckets, s.len), empty = ok;
	for (uint64_t i = 0; i < g->n_buckets && empty; i++)
		empty = lw_span_uint(s, g->buckets + 4 * i, 4, w->big, &ok) == 0;
	return empty;
}

static bool read_gnu(const struct lw_elf_work *w, struct lw_span s, struct gnu_table *g) {
	bool ok = true;
	g->n_buckets = lw_span_uint(s, 0, 4, w->big, &ok);
	g->first = lw_span_uint(s, 4, 4, w->big, &ok);
	g->n_bloom = lw_span_uint(s, 8, 4, w->big, &ok);
	g->shift = lw_span_uint(s, 12, 4, w->big, &ok);
	g->buckets = 16 + g->n_bloom * (w->is64 ? 8 : 4);
	g->chains = g->buckets + 4 * g->n_buckets;
	if (ok && is_empty(w, s, g))
		g->first = w->n_symbols + 1;
	const uint64_t n = w->n_symbols + 1 > g->first ? w->n_symbols + 1 - g->first : 0;
	/* Symbol 0 is none, and has no name. */
	return ok && g->first != 0 && g->n_buckets != 0 && g->n_bloom != 0 && g->shift < 32 &&
		lw_range_fits(g->chains, 4 * n, s.len);
}

static int by_bucket(const void *x, const void *y) {
	const struct hashed *a = x, *b = y;
	if (a->bucket != b->bucket)
		return (a->bucket > b->bucket) - (a->bucket < b->bucket);
	return (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

/* The symbols from first on, sorted by bucket, else in the order that they had. */
static struct hashed *sorted(struct lw_elf_work *w, const struct gnu_table *g, uint64_t n, struct lw_error *err) {
	struct hashed *list = lw_alloc(w->e->a, (size_t)n, sizeof *list, err);
	for (uint64_t i = 0; list != NULL && i < n; i++) {
		const uint64_t symbol = g->first + i;
		const uint32_t h = lw_elf_gnu_hash(name_of(w, symbol));
		list[i] = (struct hashed){h, (uint32_t)symbol, (uint32_t)(h % g->n_buckets)};
	}
	if (list != NULL && n != 0)
		qsort(list, (size_t)n, sizeof *list, by_bucket);
	return list;
}

/* MIPS' global offset table has the order of the symbols (MIPS psABI, DT_MIPS_GOTSYM); packed relocations of Android
 * and prelink's lists name symbols in ways that are not rewritten here. */
static bool may_reorder(struct lw_elf_work *w, struct lw_error *err) {
	static const uint64_t tags[] = {0x6000000f, 0x60000011, DT_GNU_CONFLICT, DT_SYMINFO, 0x6000000d, 0x6000000e};
	if (w->img->machine == EM_MIPS)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "its symbols would change their order, which on MIPS the global offset "
			       "table depends on");
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (lw_elf_tag(w, tags[i]) != NULL)
			return lw_fail(
				err, LW_E_UNSUPPORTED,
				"its symbols would change their order, and the table of dynamic tag %#llx names them "
				"by it",
				(unsigned long long)tags[i]);
	return true;
}

static bool set_order(struct lw_elf_work *w, const struct gnu_table *g, const struct hashed *list, uint64_t n,
		      struct lw_error *err) {
	bool same = true;
	for (uint64_t i = 0; i < n && same; i++)
		same = list[i].symbol == g->first + i;
	if (same)
		return true;
	LW_TRY(may_reorder(w, err));
	uint32_t *order = lw_alloc(w->e->a, w->n_symbols + 1, sizeof *order, err);
	if (order == NULL)
		return false;
	for (uint32_t i = 0; i <= w->n_symbols; i++)
		order[i] = i < g->first ? i : list[i - g->first].symbol;
	w->order = order;
	return true;
}

static void fill_gnu(const struct lw_elf_work *w, const struct gnu_table *g, const struct hashed *list, uint64_t n,
		     uint8_t *bytes) {
	const unsigned word = w->is64 ? 8 : 4, bits = word * 8;
	for (uint64_t i = 16; i < g->chains; i++)
		bytes[i] = 0;
	for (uint64_t i = 0; i < n; i++) {
		const struct hashed *h = &list[i];
		uint8_t *bloom = bytes + 16 + (h->hash / bits % g->n_bloom) * word,
			*bucket = bytes + g->buckets + 4 * (uint64_t)h->bucket;
		const uint64_t mask = (uint64_t)1 << h->hash % bits | (uint64_t)1 << (h->hash >> g->shift) % bits;
		lw_store_uint(bloom, word, w->big, lw_load_uint(bloom, word, w->big) | mask);
		if (lw_load_uint(bucket, 4, w->big) == 0)
			lw_store_uint(bucket, 4, w->big, g->first + i);
		const bool last = i + 1 == n || list[i + 1].bucket != h->bucket;
		lw_store_uint(bytes + g->chains + 4 * i, 4, w->big, (h->hash & ~(uint32_t)1) | last);
	}
}

static bool any_from(const struct lw_elf_work *w, uint64_t first) {
	for (uint32_t i = 0; i < w->renames.n; i++)
		if (w->renames.at[i].symbol >= first)
			return true;
	return false;
}

static bool rehash_gnu(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_GNU_HASH);
	struct gnu_table g;
	uint8_t *bytes = NULL;
	if (lw_elf_tag(w, 0x70000036 /* DT_MIPS_XHASH */) != NULL && w->img->machine == EM_MIPS)
		return lw_fail(err, LW_E_UNSUPPORTED, "has a hash table of MIPS' own kind, which is not written anew");
	if (lw_elf_tag(w, DT_GNU_HASH) == NULL)
		return true;
	if (u == NULL || !lw_elf_unit_read(w, u, &bytes, err) || !read_gnu(w, (struct lw_span){bytes, u->size}, &g))
		return lw_fail(err, LW_E_MALFORMED, "its GNU hash table cannot be read whole");
	const uint64_t n = w->n_symbols + 1 > g.first ? w->n_symbols + 1 - g.first : 0;
	if (n == 0 || !any_from(w, g.first))
		return true;
	const struct hashed *list = sorted(w, &g, n, err);
	if (list == NULL || !set_order(w, &g, list, n, err))
		return false;
	fill_gnu(w, &g, list, n, bytes);
	u->bytes = (struct lw_span){bytes, u->size};
	return true;
}

/* Chains run through the symbols' numbers, so the order must be known. */
static bool rehash_sysv(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_HASH);
	const unsigned word = lw_elf_hash_word(&w->r);
	uint8_t *bytes = NULL;
	bool ok = true;
	if (lw_elf_tag(w, DT_HASH) == NULL)
		return true;
	if (u == NULL || !lw_elf_unit_read(w, u, &bytes, err))
		return lw_fail(err, LW_E_MALFORMED, "its hash table cannot be read whole");
	const struct lw_span s = {bytes, u->size};
	const uint64_t buckets = lw_span_uint(s, 0, word, w->big, &ok),
		       chains = lw_span_uint(s, word, word, w->big, &ok);
	if (!ok || buckets == 0 || chains < w->n_symbols + 1 || chains > UINT32_MAX || buckets > UINT32_MAX ||
	    !lw_range_fits(2 * word, (buckets + chains) * word, u->size))
		return lw_fail_at(err, LW_E_MALFORMED, u->off, "its hash table is not as large as its symbols need it");
	for (uint64_t i = 2 * word; i < (2 + buckets + chains) * word; i++)
		bytes[i] = 0;
	for (uint64_t i = w->n_symbols; i > 0; i--) {
		const uint32_t h = lw_elf_hash(name_of(w, w->order == NULL ? i : w->order[i]));
		uint8_t *bucket = bytes + (2 + h % buckets) * word;
		lw_store_uint(bytes + (2 + buckets + i) * word, word, w->big, lw_load_uint(bucket, word, w->big));
		lw_store_uint(bucket, word, w->big, i);
	}
	u->bytes = (struct lw_span){bytes, u->size};
	return true;
}

bool lw_elf_rehash(struct lw_elf_work *w, struct lw_error *err) {
	return rehash_gnu(w, err) && rehash_sysv(w, err);
}
