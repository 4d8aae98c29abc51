/* SPDX-License-Identifier: Apache-2.0 */
/* Hash tables, which alone tell how many dynamic symbols there are. */
#include "format/elf_reader.h"

#include "base/fail.h"
#include "names/elf_numbers.h"

/* Buckets that are looked at, and symbols in one chain. */
#define MOST_BUCKETS ((uint64_t)1 << 24)
#define MOST_CHAINED ((uint64_t)1 << 24)

uint32_t lw_elf_hash(const char *name) {
	uint32_t h = 0;
	for (const unsigned char *p = (const unsigned char *)name; *p != '\0'; p++) {
		h = (h << 4) + *p;
		h = (h ^ (h >> 24 & 0xf0)) & 0x0fffffff;
	}
	return h;
}

unsigned lw_elf_hash_word(const struct lw_elf_reader *r) {
	return r->is64 && (r->img->machine == EM_S390 || r->img->machine == EM_ALPHA) ? 8 : 4;
}

/* gABI chapter 5, "Hash Table": as many chain entries as symbols. */
static bool count_sysv(struct lw_elf_reader *r, const struct lw_dyn *d, uint64_t *n, struct lw_error *err) {
	const unsigned word = lw_elf_hash_word(r);
	struct lw_elf_place at;
	struct lw_span s;
	LW_TRY(lw_elf_map_dyn(r, d, &at, err));
	if (at.len < 2 * word)
		return lw_fail_at(err, LW_E_MALFORMED, at.off, "DT_HASH has only %#llx bytes in its segment",
				  (unsigned long long)at.len);
	LW_TRY(lw_elf_bytes(r, at.off, 2 * word, &s, err));
	bool ok = true;
	*n = lw_span_uint(s, word, word, r->big, &ok);
	return ok;
}

struct gnu {
	uint64_t n_buckets, first, n_bloom;
	uint64_t buckets, chains; /* offsets in the file */
	uint64_t end;             /* of the segment in the file */
};

static bool gnu_header(struct lw_elf_reader *r, const struct lw_dyn *d, struct gnu *g, struct lw_error *err) {
	struct lw_elf_place at;
	struct lw_span s;
	LW_TRY(lw_elf_map_dyn(r, d, &at, err));
	if (at.len < 16)
		return lw_fail_at(err, LW_E_MALFORMED, at.off, "DT_GNU_HASH has only %#llx bytes in its segment",
				  (unsigned long long)at.len);
	LW_TRY(lw_elf_bytes(r, at.off, 16, &s, err));
	bool ok = true;
	g->n_buckets = lw_span_uint(s, 0, 4, r->big, &ok);
	g->first = lw_span_uint(s, 4, 4, r->big, &ok);
	g->n_bloom = lw_span_uint(s, 8, 4, r->big, &ok);
	g->buckets = at.off + 16 + g->n_bloom * (r->is64 ? 8 : 4);
	g->chains = g->buckets + 4 * g->n_buckets;
	g->end = at.off + at.len;
	if (g->n_buckets == 0)
		return lw_fail_at(err, LW_E_MALFORMED, at.off, "DT_GNU_HASH has no buckets");
	if (g->n_buckets > MOST_BUCKETS)
		return lw_fail_at(err, LW_E_LIMIT, at.off, "DT_GNU_HASH has more than %llu buckets",
				  (unsigned long long)MOST_BUCKETS);
	if (g->chains > g->end)
		return lw_fail_at(err, LW_E_MALFORMED, at.off,
				  "the buckets of DT_GNU_HASH end at %#llx, past the end of their segment (%#llx)",
				  (unsigned long long)g->chains, (unsigned long long)g->end);
	return true;
}

/* Reads words on from off in pieces: big ones for the hundreds of kilobytes of a big library, else through the window.
 */
struct words {
	struct lw_elf_reader *r;
	uint64_t off, end; /* of what is not in span yet */
	uint64_t step;     /* at most so many bytes at once */
	uint64_t at;
	struct lw_span span;
	uint8_t piece[32 << 10];
};

static bool next_piece(struct words *w, uint64_t left, struct lw_error *err) {
	if (left > w->step)
		left = w->step;
	if (left <= LW_ELF_WINDOW)
		return lw_elf_bytes(w->r, w->off, left, &w->span, err);
	uint64_t got = 0;
	LW_TRY(lw_source_read(w->r->src, w->off, w->piece, left, &got, err));
	w->span = (struct lw_span){w->piece, got};
	if (got != left)
		return lw_fail_at(err, LW_E_TRUNCATED, w->off + got, "the file was cut short while it was read");
	return true;
}

static bool next_word(struct words *w, uint64_t *value, bool *there, struct lw_error *err) {
	*there = true;
	if (w->at == w->span.len) {
		uint64_t left = (w->end - w->off) & ~(uint64_t)3;
		*there = left != 0;
		if (!*there)
			return true;
		LW_TRY(next_piece(w, left, err));
		w->off += w->span.len;
		w->at = 0;
	}
	*value = lw_span_uint(w->span, w->at, 4, w->r->big, there);
	w->at += 4;
	return true;
}

static void words_at(struct words *w, struct lw_elf_reader *r, uint64_t off, uint64_t end, uint64_t step) {
	w->r = r;
	w->off = off;
	w->end = end;
	w->step = step;
	w->at = 0;
	w->span = (struct lw_span){NULL, 0};
}

static bool highest_bucket(struct lw_elf_reader *r, const struct gnu *g, uint64_t *highest, struct lw_error *err) {
	struct words w;
	words_at(&w, r, g->buckets, g->chains, sizeof w.piece);
	uint64_t v = 0;
	bool there;
	*highest = 0;
	for (;;) {
		LW_TRY(next_word(&w, &v, &there, err));
		if (!there)
			return true;
		if (v > *highest)
			*highest = v;
	}
}

/* The chain of the highest bucket ends with the last symbol; its last word is odd. */
static bool count_chain(struct lw_elf_reader *r, const struct gnu *g, uint64_t highest, uint64_t *n,
			struct lw_error *err) {
	uint64_t skip = (highest - g->first) * 4, v = 0;
	bool there = false;
	struct words w;
	words_at(&w, r, g->chains + skip, g->end, 256); /* a chain is short */
	for (*n = highest; lw_range_fits(skip, 4, g->end - g->chains) && *n - highest < MOST_CHAINED;) {
		LW_TRY(next_word(&w, &v, &there, err));
		if (!there)
			break;
		++*n;
		if ((v & 1) != 0)
			return true;
	}
	*n = 0;
	return lw_fail_at(err, LW_E_MALFORMED, g->chains,
			  "the chain of symbol %llu in DT_GNU_HASH does not end in its segment",
			  (unsigned long long)highest);
}

/*
 * An empty table of GNU ld says nothing about undefined symbols. Linkers put something else right behind the symbols
 * (glibc's dladdr lets the string table be their end, elf/dl-addr.c), so they go up to whatever comes first.
 */
static uint64_t up_to_next(const struct lw_elf_reader *r) {
	static const uint64_t tags[] = {DT_STRTAB,   DT_VERSYM, DT_VERNEED, DT_VERDEF, DT_HASH,
					DT_GNU_HASH, DT_RELA,   DT_REL,     DT_JMPREL, DT_RELR};
	const struct lw_dyn *sym = lw_elf_dyn(r->elf, DT_SYMTAB);
	uint64_t next = 0;
	for (size_t i = 0; sym != NULL && i < sizeof tags / sizeof tags[0]; i++) {
		const struct lw_dyn *d = lw_elf_dyn(r->elf, tags[i]);
		if (d != NULL && d->d_val > sym->d_val && (next == 0 || d->d_val < next))
			next = d->d_val;
	}
	return next == 0 ? 0 : (next - sym->d_val) / lw_record_size(&lw_rec_sym, r->is64);
}

static bool count_gnu(struct lw_elf_reader *r, const struct lw_dyn *d, uint64_t *n, struct lw_error *err) {
	struct gnu g = {0};
	uint64_t highest;
	LW_TRY(gnu_header(r, d, &g, err));
	LW_TRY(highest_bucket(r, &g, &highest, err));
	if (highest == 0) {
		*n = g.first <= 1 ? up_to_next(r) : g.first;
		return true;
	}
	if (highest < g.first)
		return lw_fail_at(err, LW_E_MALFORMED, g.buckets,
				  "a bucket of DT_GNU_HASH begins at symbol %llu, before the first hashed one (%llu)",
				  (unsigned long long)highest, (unsigned long long)g.first);
	return count_chain(r, &g, highest, n, err);
}

bool lw_elf_hash_counts(struct lw_elf_reader *r, bool *counts, struct lw_error *err) {
	const struct lw_dyn *gnu = lw_elf_dyn(r->elf, DT_GNU_HASH);
	struct gnu g = {0};
	uint64_t highest = 0;
	*counts = lw_elf_dyn(r->elf, DT_HASH) != NULL || gnu == NULL;
	if (*counts)
		return true;
	LW_TRY(gnu_header(r, gnu, &g, err) && highest_bucket(r, &g, &highest, err));
	*counts = highest != 0 || g.first > 1;
	return true;
}

bool lw_elf_check_hash(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)img;
	const struct lw_dyn *sysv = lw_elf_dyn(elf, DT_HASH), *gnu = lw_elf_dyn(elf, DT_GNU_HASH);
	uint64_t n;
	struct gnu g;
	if (sysv != NULL)
		return count_sysv(r, sysv, &n, err);
	return gnu == NULL || gnu_header(r, gnu, &g, err);
}

/* A file of MIPS may have neither table, but one of its own kind (DT_MIPS_XHASH); the number is told besides (MIPS
 * psABI, DT_MIPS_SYMTABNO). */
static bool count_mips(struct lw_elf_reader *r, uint64_t *n, struct lw_error *err) {
	const struct lw_dyn *told = lw_elf_dyn(r->elf, DT_MIPS_SYMTABNO), *sym = lw_elf_dyn(r->elf, DT_SYMTAB);
	struct lw_elf_place at;
	if (r->elf->ehdr.e_machine != EM_MIPS || told == NULL || sym == NULL || !lw_elf_map(r, sym->d_val, &at))
		return true;
	if (told->d_val > at.len / lw_record_size(&lw_rec_sym, r->is64))
		return lw_fail_at(err, LW_E_MALFORMED, at.off,
				  "DT_MIPS_SYMTABNO tells of %llu symbols, more than lie in their segment",
				  (unsigned long long)told->d_val);
	*n = told->d_val;
	return true;
}

bool lw_elf_count_symbols(struct lw_elf_reader *r, uint64_t *n, struct lw_error *err) {
	const struct lw_dyn *sysv = lw_elf_dyn(r->elf, DT_HASH), *gnu = lw_elf_dyn(r->elf, DT_GNU_HASH);
	*n = 0;
	if (sysv != NULL)
		return count_sysv(r, sysv, n, err);
	return gnu != NULL ? count_gnu(r, gnu, n, err) : count_mips(r, n, err);
}

uint32_t lw_elf_gnu_hash(const char *name) {
	uint32_t h = 5381;
	for (const unsigned char *p = (const unsigned char *)name; *p != '\0'; p++)
		h = h * 33 + *p;
	return h;
}
