/* SPDX-License-Identifier: Apache-2.0 */
/* Dynamic symbols, and DT_HASH, which finds them by name. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
#define MANY 16384
#define MIPS_SYMTABNO 0x70000011

static const char *name_of(const struct lw_sounding *s, const struct lw_sym *y) {
	const char *name = lw_sound_string(s, y->st_name);
	return name == NULL ? "" : name;
}

static bool counts(struct lw_sounding *s, struct lw_error *err) {
	struct lw_error what = {0};
	uint64_t n = 0;
	if (s->n_symbols != 0 && s->r.img->machine == EM_MIPS && lw_sound_tag(s, MIPS_SYMTABNO, &n) &&
	    n != s->n_symbols)
		LW_TRY(lw_sound_add(s, LW_SOUND_SYMBOL_COUNT,
				    lw_elf_dyn_off(&s->r, lw_elf_dyn(s->r.elf, MIPS_SYMTABNO)), err,
				    "DT_MIPS_SYMTABNO is %llu, and there are %llu symbols", ULL(n), ULL(s->n_symbols)));
	n = 0;
	const struct lw_dyn *sysv = lw_elf_dyn(s->r.elf, DT_HASH), *gnu = lw_elf_dyn(s->r.elf, DT_GNU_HASH);
	if (s->n_symbols == 0 || (sysv == NULL && gnu == NULL))
		return true;
	if (!lw_elf_count_symbols(&s->r, &n, &what)) {
		const bool ours = what.code == LW_E_IO || what.code == LW_E_NOMEM;
		if (ours)
			*err = what;
		return !ours && lw_sound_add(s, LW_SOUND_SYMBOL_COUNT, what.off, err, "%s", what.text);
	}
	/* Without a hashed symbol a GNU table tells no number, but the one from which on there are none. */
	if (n == s->n_symbols || (sysv == NULL && n < s->n_symbols))
		return true;
	return lw_sound_add(s, LW_SOUND_SYMBOL_COUNT, lw_elf_dyn_off(&s->r, sysv != NULL ? sysv : gnu), err,
			    "%s tells of %llu symbols, and the section headers of %llu",
			    sysv != NULL ? "DT_HASH" : "DT_GNU_HASH", ULL(n), ULL(s->n_symbols));
}

/* Addresses of thread-local symbols are offsets; absolute ones are no addresses. */
static bool has_address(const struct lw_sym *y) {
	const uint64_t type = y->st_info & 15;
	return y->st_shndx != SHN_UNDEF && y->st_shndx < SHN_LORESERVE && type != STT_TLS && y->st_value != 0;
}

static bool symbol(struct lw_sounding *s, uint64_t i, uint64_t off, struct lw_error *err) {
	struct lw_sym y;
	lw_sound_symbol(s, i, &y);
	if (lw_sound_string(s, y.st_name) == NULL)
		return lw_sound_add(s, LW_SOUND_SYMBOL_NAME, off, err,
				    "symbol %llu has its name at %#llx, which does not begin and end in DT_STRTAB",
				    ULL(i), ULL(y.st_name));
	if (has_address(&y) && lw_sound_load(s, y.st_value, 0) == NULL)
		return lw_sound_add(s, LW_SOUND_SYMBOL_PLACE, off, err, "the symbol %.100s is at %#llx, in no PT_LOAD",
				    name_of(s, &y), ULL(y.st_value));
	return true;
}

/* More of them than there is room for cannot be looked at. */
static bool room(struct lw_sounding *s, const struct lw_elf_place *at, struct lw_error *err) {
	struct lw_error none = {0};
	uint64_t n = 0;
	if (s->n_symbols != 0 || !lw_elf_count_symbols(&s->r, &n, &none) ||
	    n <= at->len / lw_record_size(&lw_rec_sym, s->r.is64))
		return true;
	return lw_sound_add(s, LW_SOUND_SYMBOL_COUNT, at->off, err,
			    "a hash table tells of %llu symbols, and their PT_LOAD has no room for so many", ULL(n));
}

bool lw_sound_symbols(struct lw_sounding *s, struct lw_error *err) {
	struct lw_elf_place at;
	uint64_t addr;
	if (!lw_sound_tag(s, DT_SYMTAB, &addr) || !lw_elf_map(&s->r, addr, &at))
		return true;
	LW_TRY(room(s, &at, err));
	for (uint64_t i = 0; i < s->n_symbols; i++)
		LW_TRY(symbol(s, i, at.off + i * lw_record_size(&lw_rec_sym, s->r.is64), err));
	return counts(s, err);
}

/* gABI chapter 5, "Hash Table". */
struct sysv {
	struct lw_span table;
	uint64_t off;  /* in the file */
	unsigned word; /* bytes of one */
	uint64_t n_buckets, n_chain;
	uint8_t *found; /* for each symbol */
	uint64_t step;  /* of so many symbols one is hashed: loaders have the other table for large ones */
};

static uint64_t word_at(const struct lw_sounding *s, const struct sysv *h, uint64_t i) {
	bool ok = true;
	return lw_span_uint(h->table, i * h->word, h->word, s->r.big, &ok);
}

static bool open_table(struct lw_sounding *s, struct sysv *h, bool *there, struct lw_error *err) {
	struct lw_elf_place at;
	uint64_t addr;
	*there = false;
	*h = (struct sysv){.word = lw_elf_hash_word(&s->r)};
	if (!lw_sound_tag(s, DT_HASH, &addr) || !lw_elf_map(&s->r, addr, &at) || at.len < 2 * h->word)
		return true;
	LW_TRY(lw_elf_bytes(&s->r, at.off, 2 * h->word, &h->table, err));
	h->off = at.off;
	h->n_buckets = word_at(s, h, 0);
	h->n_chain = word_at(s, h, 1);
	const uint64_t most = at.len / h->word - 2;
	if (h->n_buckets > most || h->n_chain > most - h->n_buckets)
		return lw_sound_add(
			s, LW_SOUND_HASH_TABLE, at.off, err,
			"DT_HASH has %llu buckets and %llu chain entries, more than its PT_LOAD has room for",
			ULL(h->n_buckets), ULL(h->n_chain));
	const uint64_t len = (2 + h->n_buckets + h->n_chain) * h->word;
	*there = len <= LW_SOUND_MOST;
	return !*there || lw_sound_view(s, at.off, len, &h->table, err);
}

static bool bucket(struct lw_sounding *s, struct sysv *h, uint64_t b, struct lw_error *err) {
	struct lw_sym y;
	for (uint64_t i = word_at(s, h, 2 + b); i != 0; i = word_at(s, h, 2 + h->n_buckets + i)) {
		if (i >= h->n_chain || i >= s->n_symbols || h->found[i] != 0)
			return lw_sound_add(
				s, LW_SOUND_HASH_TABLE, h->off, err,
				"a chain of DT_HASH has symbol %llu, which is in another one or is not there", ULL(i));
		h->found[i] = 1;
		if (i % h->step != 0)
			continue;
		lw_sound_symbol(s, i, &y);
		if (lw_sound_elf_hash(s, name_of(s, &y)) % h->n_buckets != b)
			LW_TRY(lw_sound_add(s, LW_SOUND_HASH_TABLE, h->off, err,
					    "DT_HASH has the symbol %.100s in the chain of another hash",
					    name_of(s, &y)));
	}
	return true;
}

bool lw_sound_hash(struct lw_sounding *s, struct lw_error *err) {
	struct sysv h;
	struct lw_sym y;
	bool there;
	LW_TRY(open_table(s, &h, &there, err));
	if (!there || s->n_symbols == 0)
		return true;
	h.step = s->r.elf->has_gnu_hash && s->n_symbols > MANY ? 16 : 1;
	h.found = lw_alloc(s->r.a, (size_t)s->n_symbols, 1, err);
	if (h.found == NULL)
		return false;
	for (uint64_t b = 0; b < h.n_buckets; b++)
		LW_TRY(bucket(s, &h, b, err));
	for (uint64_t i = 1; i < s->n_symbols; i++) {
		lw_sound_symbol(s, i, &y);
		if (h.found[i] == 0 && lw_sound_is_found(&y))
			LW_TRY(lw_sound_add(s, LW_SOUND_HASH_TABLE, h.off, err,
					    "DT_HASH does not have the symbol %.100s", name_of(s, &y)));
	}
	return true;
}
