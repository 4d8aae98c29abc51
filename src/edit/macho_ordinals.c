/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symbols know their dylib by its number among the load commands (mach-o/nlist.h, GET_LIBRARY_ORDINAL; loader.h,
 * "BIND_OPCODE_SET_DYLIB_ORDINAL"; fixup-chains.h, lib_ordinal). So a dylib can go when no symbol has its number, and
 * those behind it get lower ones: these fit where the old ones are.
 */
#include "edit/macho.h"

#include <string.h>

#include "base/fail.h"
#include "format/macho_parse.h"
#include "format/macho_records.h"
#include "names/macho_numbers.h"

#define MOST_TABLE ((uint64_t)256 << 20)
#define SHOWN 3
#define FIRST_SPECIAL 254 /* in a symbol table: flat look-up, and the main program */

static bool read_symbols(struct mo_slice *s, struct lw_error *err) {
	if (s->has_symbols)
		return true;
	s->has_symbols = true;
	return lw_macho_symbols(s->e->src, s->img, s->e->a, &s->symbols, &s->n_symbols, err);
}

/* The symbols that have that number: up to three by name. */
static bool refuse_bound(struct mo_slice *s, uint32_t i, struct lw_error *err) {
	const char *names = "";
	size_t n = 0;
	for (size_t k = 0; k < s->n_symbols; k++) {
		const struct lw_macho_symbol *y = &s->symbols[k];
		if ((!y->undefined && !y->reexport) || y->ordinal != (int32_t)s->commands.at[i].ordinal)
			continue;
		if (n++ < SHOWN)
			names = lw_sprintf(s->e->a, err, "%s%s%.60s", names, n == 1 ? "" : ", ", y->name);
		LW_TRY(names != NULL);
	}
	return n == 0 ||
		lw_fail(err, LW_E_UNSUPPORTED, "%s%llu symbols are bound to %.80s (%s%s): it cannot be taken out",
			s->who, (unsigned long long)n, lw_mo_text(s, i), names, n > SHOWN ? ", …" : "");
}

/* The region as bytes that may be changed; they become a poke. */
static bool poke(struct mo_slice *s, struct lw_macho_part part, uint8_t **out, struct lw_error *err) {
	struct lw_span old;
	if (part.size > MOST_TABLE)
		return lw_fail_at(err, LW_E_LIMIT, part.off, "%sa table has %llu bytes, and no more than %llu are read",
				  s->who, (unsigned long long)part.size, (unsigned long long)MOST_TABLE);
	LW_TRY(lw_source_view(s->e->src, part.off, part.size, s->e->a, &old, err));
	*out = lw_alloc_raw(s->e->a, (size_t)part.size, 1, err);
	struct mo_poke *slot = *out == NULL ? NULL : lw_vec_add(s->e->a, &s->pokes, err);
	if (slot == NULL)
		return false;
	if (part.size != 0)
		memcpy(*out, old.ptr, (size_t)part.size);
	*slot = (struct mo_poke){part.off - s->base, {*out, part.size}};
	return true;
}

/* The new number of an old one; 0: its dylib is gone. Others than numbers stay. */
struct numbers {
	struct mo_slice *s;
	const uint32_t *now;
	uint32_t n; /* of the old dylibs */
};

static bool renumbered(const struct numbers *t, uint64_t old, uint64_t *out, struct lw_error *err) {
	*out = old;
	if (old == 0 || old > t->n)
		return true;
	*out = t->now[old - 1];
	return *out != 0 ||
		lw_fail(err, LW_E_UNSUPPORTED, "%ssomething is bound to library %llu, which is to be taken out",
			t->s->who, (unsigned long long)old);
}

static bool is_undefined(const struct lw_raw_nlist *raw) {
	return (raw->n_type & N_STAB) == 0 && (raw->n_type & N_EXT) != 0 && (raw->n_type & N_TYPE) == N_UNDF;
}

static bool table(const struct numbers *t, struct lw_error *err) {
	const struct lw_image *img = t->s->img;
	const bool is64 = img->bits == 64;
	const uint64_t size = lw_record_size(&lw_rec_nlist, is64), n = img->macho->symbols.size / size;
	uint8_t *p;
	if (!img->macho->two_level || n == 0)
		return true;
	LW_TRY(poke(t->s, img->macho->symbols, &p, err));
	for (uint64_t i = 0; i < n; i++) {
		struct lw_raw_nlist raw;
		uint64_t to;
		LW_TRY(lw_record_get(&lw_rec_nlist, (struct lw_span){p, n * size}, i * size, is64, img->big_endian,
				     &raw));
		const uint64_t old = raw.n_desc >> 8 & 0xff;
		if (!is_undefined(&raw) || old >= FIRST_SPECIAL)
			continue;
		LW_TRY(renumbered(t, old, &to, err));
		lw_store_uint(p + i * size + 6, 2, img->big_endian, (raw.n_desc & 0xff) | to << 8);
	}
	return true;
}

/* DYLD_CHAINED_IMPORT, DYLD_CHAINED_IMPORT_ADDEND, DYLD_CHAINED_IMPORT_ADDEND64: the size of an entry and of its first
 * word, whose lowest bits are the number. */
static const struct { uint8_t size, word, bits; } forms[] = {{4, 4, 8}, {8, 4, 8}, {16, 8, 16}};

/* The parser has read these entries (lw_macho_symbols); so header and places are sound. */
static bool chained(const struct numbers *t, struct lw_error *err) {
	const struct lw_macho_part part = t->s->img->macho->chained;
	const bool big = t->s->img->big_endian;
	struct lw_raw_chained h;
	uint8_t *p;
	if (part.size == 0)
		return true;
	LW_TRY(poke(t->s, part, &p, err));
	const struct lw_span all = {p, part.size};
	LW_TRY(lw_record_get(&lw_rec_chained, all, 0, false, big, &h));
	for (uint64_t i = 0; i < h.imports_count; i++) {
		const unsigned size = forms[h.imports_format - 1].size, word = forms[h.imports_format - 1].word;
		const uint64_t mask = (UINT64_C(1) << forms[h.imports_format - 1].bits) - 1;
		const uint64_t at = h.imports_offset + i * size;
		bool ok = true;
		uint64_t to, v = lw_span_uint(all, at, word, big, &ok);
		LW_TRY(ok && renumbered(t, v & mask, &to, err));
		lw_store_uint(p + at, word, big, (v & ~mask) | to);
	}
	return true;
}

/* mach-o/loader.h, "BIND_OPCODE_": how many numbers follow, and whether a name does. */
static const struct {
	uint8_t lebs;
	bool name;
} opcodes[16] = {[2] = {1, false}, [4] = {0, true},   [6] = {1, false}, [7] = {1, false},
		 [8] = {1, false}, [10] = {1, false}, [12] = {2, false}};
#define SET_DYLIB_ORDINAL_IMM 1
#define SET_DYLIB_ORDINAL_ULEB 2
#define THREADED 13

/* A lower number in as many bytes as the old one has. */
static void store_leb(uint8_t *p, uint64_t n, uint64_t v) {
	for (uint64_t i = 0; i < n; i++, v >>= 7)
		p[i] = (uint8_t)((v & 0x7f) | (i + 1 < n ? 0x80 : 0));
}

/* One instruction at *at, which moves behind it. */
static bool step(const struct numbers *t, uint8_t *p, struct lw_span all, uint64_t *at, struct lw_error *err) {
	const uint8_t byte = p[*at], op = byte >> 4, imm = byte & 0xf;
	uint64_t v = 0, to, from = ++*at;
	if (op == SET_DYLIB_ORDINAL_IMM) {
		LW_TRY(renumbered(t, imm, &to, err));
		p[*at - 1] = (uint8_t)((uint64_t)op << 4 | to);
		return true;
	}
	for (unsigned i = 0; i < opcodes[op].lebs + (op == THREADED && imm == 0 ? 1u : 0u); i++)
		LW_TRY(lw_span_uleb(all, at, &v) || lw_fail(err, LW_E_MALFORMED, "an instruction to bind has no end"));
	if (op == SET_DYLIB_ORDINAL_ULEB) {
		LW_TRY(renumbered(t, v, &to, err));
		store_leb(p + from, *at - from, to);
	}
	const char *name = opcodes[op].name ? lw_span_cstr(all, *at) : NULL;
	*at += name == NULL ? 0 : strlen(name) + 1;
	return true;
}

static bool binds(const struct numbers *t, struct lw_macho_part part, bool lazy, struct lw_error *err) {
	uint8_t *p;
	if (part.size == 0)
		return true;
	LW_TRY(poke(t->s, part, &p, err));
	for (uint64_t at = 0; at < part.size && (lazy || p[at] >> 4 != 0);)
		LW_TRY(step(t, p, (struct lw_span){p, part.size}, &at, err));
	return true;
}

/* The trie of exports has numbers of dylibs, too, for symbols that are another's. */
static bool check_exports(const struct numbers *t, struct lw_error *err) {
	const struct mo_slice *s = t->s;
	for (size_t i = 0; i < s->n_symbols; i++) {
		uint64_t to;
		const struct lw_macho_symbol *y = &s->symbols[i];
		if (y->undefined || !y->reexport || y->ordinal < 0)
			continue;
		LW_TRY(renumbered(t, (uint64_t)y->ordinal, &to, err));
		if (to != (uint64_t)y->ordinal)
			return lw_fail(
				err, LW_E_UNSUPPORTED,
				"%s%.80s is exported from a library that would get another number when one before "
				"it is taken out",
				s->who, y->name);
	}
	return true;
}

static int by_off(const struct mo_poke *x, const struct mo_poke *y) {
	return (x->off > y->off) - (x->off < y->off);
}

/* In their order; a file may be made so that tables lie over each other. */
static bool sort_pokes(struct mo_slice *s, struct lw_error *err) {
	for (uint32_t i = 1; i < s->pokes.n; i++)
		for (uint32_t k = i; k > 0 && by_off(&s->pokes.at[k - 1], &s->pokes.at[k]) > 0; k--) {
			const struct mo_poke swap = s->pokes.at[k];
			s->pokes.at[k] = s->pokes.at[k - 1];
			s->pokes.at[k - 1] = swap;
		}
	const struct lw_macho_part *sign = &s->img->macho->signature.part;
	const uint64_t limit = sign->size == 0 ? s->size : sign->off - s->base;
	for (uint32_t i = 0; i < s->pokes.n; i++) {
		const uint64_t next = i + 1 < s->pokes.n ? s->pokes.at[i + 1].off : limit;
		if (!lw_range_fits(s->pokes.at[i].off, s->pokes.at[i].bytes.len, next))
			return lw_fail_at(err, LW_E_MALFORMED, s->base + s->pokes.at[i].off,
					  "%sa table that counts libraries lies over something else", s->who);
	}
	return true;
}

static bool rewrite(const struct numbers *t, struct lw_error *err) {
	const struct lw_macho *m = t->s->img->macho;
	LW_TRY(read_symbols(t->s, err) && check_exports(t, err) && table(t, err) && chained(t, err));
	LW_TRY(binds(t, m->binds, false, err) && binds(t, m->lazy_binds, true, err));
	return sort_pokes(t->s, err);
}

static uint32_t n_dylibs(const struct lw_macho *m) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < m->n_commands; i++)
		n += lw_mo_is_dylib(m->commands[i].cmd);
	return n;
}

bool lw_mo_renumber(struct mo_slice *s, struct lw_error *err) {
	struct numbers t = {.s = s, .n = n_dylibs(s->img->macho)};
	uint32_t *now = lw_alloc(s->e->a, t.n, sizeof *now, err), at = 0;
	bool same = true;
	if (now == NULL)
		return false;
	for (uint32_t i = 0; i < s->commands.n; i++) {
		if (!lw_mo_is_dylib(s->commands.at[i].cmd))
			continue;
		at++;
		if (s->commands.at[i].ordinal != 0)
			now[s->commands.at[i].ordinal - 1] = at;
	}
	for (uint32_t i = 0; i < t.n; i++)
		same &= now[i] == i + 1;
	t.now = now;
	return same || rewrite(&t, err);
}

bool lw_mo_remove_dylib(struct mo_slice *s, uint32_t i, struct lw_error *err) {
	const struct mo_command *c = &s->commands.at[i];
	if (lw_mo_find(s, 0, LC_PREBOUND_DYLIB, NULL) < s->commands.n ||
	    lw_mo_find(s, 0, LC_TWOLEVEL_HINTS, NULL) < s->commands.n)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "%sis bound in advance to its libraries: none of them can be taken out", s->who);
	if (c->ordinal != 0)
		LW_TRY(read_symbols(s, err) && refuse_bound(s, i, err));
	if (c->cmd == LC_REEXPORT_DYLIB)
		LW_TRY(lw_editing_warn(s->e, err, "%sthe symbols of %s do not count as this file's any more", s->who,
				       lw_mo_text(s, i)));
	lw_mo_remove(s, i);
	return true;
}
