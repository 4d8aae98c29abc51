/* SPDX-License-Identifier: Apache-2.0 */
/* DT_GNU_HASH, as glibc reads it (elf/dl-lookup.c, do_lookup_x; elf/dl-setup_hash.c). */
#include "edit/elf_sounding.h"

#include "base/fail.h"

struct gnu {
	struct lw_span table;
	uint64_t off; /* in the file */
	uint64_t n_buckets, first, n_bloom, shift;
	uint64_t buckets, chains; /* in the table */
};

static uint64_t word(const struct lw_sounding *s, const struct gnu *g, uint64_t at) {
	bool ok = true;
	return lw_span_uint(g->table, at, 4, s->r.big, &ok);
}

static bool bad(struct lw_sounding *s, const struct gnu *g, struct lw_error *err, const char *why) {
	return lw_sound_add(s, LW_SOUND_GNU_HASH_TABLE, g->off, err, "DT_GNU_HASH %s", why);
}

static void header(const struct lw_sounding *s, struct gnu *g) {
	g->n_buckets = word(s, g, 0);
	g->first = word(s, g, 4);
	g->n_bloom = word(s, g, 8);
	g->shift = word(s, g, 12);
	g->buckets = 16 + g->n_bloom * (s->r.is64 ? 8 : 4);
	g->chains = g->buckets + 4 * g->n_buckets;
}

static bool open_table(struct lw_sounding *s, struct gnu *g, bool *there, struct lw_error *err) {
	struct lw_elf_place at;
	uint64_t addr;
	*there = false;
	if (!lw_sound_tag(s, DT_GNU_HASH, &addr) || !lw_elf_map(&s->r, addr, &at) || at.len < 16)
		return true;
	LW_TRY(lw_elf_bytes(&s->r, at.off, 16, &g->table, err));
	g->off = at.off;
	header(s, g);
	if (g->n_buckets == 0 || g->n_bloom == 0 || (g->n_bloom & (g->n_bloom - 1)) != 0)
		return bad(s, g, err, "has no buckets, or a number of filter words that is no power of two");
	const uint64_t n = s->n_symbols > g->first ? s->n_symbols - g->first : 0, len = g->chains + 4 * n;
	if (len > at.len)
		return bad(s, g, err, "is larger than its PT_LOAD has room for");
	*there = len <= LW_SOUND_MOST;
	return !*there || lw_sound_view(s, at.off, len, &g->table, err);
}

/* With no bucket in use nothing is found, and the rest of the table says nothing. */
static uint64_t used_buckets(const struct lw_sounding *s, const struct gnu *g) {
	uint64_t n = 0;
	for (uint64_t b = 0; b < g->n_buckets; b++)
		n += word(s, g, g->buckets + 4 * b) != 0;
	return n;
}

static bool in_filter(const struct lw_sounding *s, const struct gnu *g, uint32_t h) {
	const unsigned size = s->r.is64 ? 8 : 4, bits = 8 * size;
	bool ok = true;
	const uint64_t at = 16 + ((h / bits) & (g->n_bloom - 1)) * size;
	const uint64_t filter = lw_span_uint(g->table, at, size, s->r.big, &ok);
	const uint64_t second = g->shift < 32 ? h >> g->shift : 0;
	return ((filter >> (h % bits)) & (filter >> (second % bits)) & 1) != 0;
}

/* Chains follow each other as the symbols do. */
struct walk {
	uint64_t bucket;
	bool inside;
	uint64_t n_chains;
};

/* The words on what is wrong with symbol i, or NULL. */
static const char *step(struct lw_sounding *s, const struct gnu *g, struct walk *w, uint64_t i, const char *name) {
	const uint32_t h = lw_sound_gnu_hash_of(s, name);
	const uint64_t said = word(s, g, g->chains + 4 * (i - g->first)), b = h % g->n_buckets;
	const bool right = w->inside ? w->bucket == b : word(s, g, g->buckets + 4 * b) == i;
	w->n_chains += !w->inside;
	w->bucket = b;
	w->inside = (said & 1) == 0;
	if ((said | 1) != (h | 1))
		return "DT_GNU_HASH has another hash for the symbol";
	if (!right)
		return "DT_GNU_HASH has in the chain of another hash the symbol";
	return in_filter(s, g, h) ? NULL : "the filter of DT_GNU_HASH does not have the symbol";
}

static bool before_first(struct lw_sounding *s, const struct gnu *g, uint64_t end, struct lw_error *err) {
	struct lw_sym y;
	for (uint64_t i = 1; i < end && i < s->n_symbols; i++) {
		lw_sound_symbol(s, i, &y);
		const char *name = lw_sound_string(s, y.st_name);
		if (name != NULL && lw_sound_is_found(&y))
			LW_TRY(lw_sound_add(s, LW_SOUND_GNU_HASH_TABLE, g->off, err,
					    "DT_GNU_HASH does not have the symbol %.100s", name));
	}
	return true;
}

static bool hashed(struct lw_sounding *s, const struct gnu *g, struct walk *w, struct lw_error *err) {
	struct lw_sym y;
	for (uint64_t i = g->first; i < s->n_symbols; i++) {
		lw_sound_symbol(s, i, &y);
		const char *name = lw_sound_string(s, y.st_name);
		const char *why = name == NULL ? NULL : step(s, g, w, i, name);
		if (why != NULL)
			LW_TRY(lw_sound_add(s, LW_SOUND_GNU_HASH_TABLE, g->off, err, "%s %.100s", why, name));
	}
	return true;
}

bool lw_sound_gnu_hash(struct lw_sounding *s, struct lw_error *err) {
	struct gnu g = {0};
	struct walk w = {0};
	bool there;
	LW_TRY(open_table(s, &g, &there, err));
	if (!there || s->n_symbols == 0)
		return true;
	const uint64_t used = used_buckets(s, &g);
	LW_TRY(before_first(s, &g, used == 0 ? s->n_symbols : g.first, err));
	if (used == 0)
		return true;
	LW_TRY(hashed(s, &g, &w, err));
	if (w.inside)
		LW_TRY(bad(s, &g, err, "does not end its last chain"));
	return w.n_chains == used || bad(s, &g, err, "has buckets that no chain begins at");
}
