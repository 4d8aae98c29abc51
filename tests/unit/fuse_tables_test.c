/* SPDX-License-Identifier: Apache-2.0 */
/* Random tables in each kind of file, read by the loaders' own steps as they are written down here once more; and the
 * limits. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "format/elf_records.h"
#include "fuse/tables.h"
#include "names/elf_numbers.h"

#define MOST 400

struct made {
	struct lw_arena a;
	struct lw_error err;
	struct lw_fuse_tables t;
	struct lw_fuse_symbol symbols[MOST];
	struct lw_fuse_version_need more[8];
	struct lw_fuse_version_def defs[8];
	const char *texts[8];
};

static uint32_t next(uint32_t *seed) {
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static uint64_t word(const struct made *m, struct lw_span s, uint64_t off, unsigned size) {
	bool ok = true;
	const uint64_t v = lw_span_uint(s, off, size, m->t.big, &ok);
	assert_true(ok);
	return v;
}

static const char *text(const struct made *m, uint64_t off) {
	const char *s = lw_span_cstr(m->t.dynstr, off);
	assert_non_null(s);
	return s;
}

static struct lw_sym symbol(const struct made *m, uint64_t i) {
	struct lw_sym s;
	assert_true(lw_record_get(&lw_rec_sym, m->t.dynsym, i * lw_record_size(&lw_rec_sym, m->t.is64), m->t.is64,
				  m->t.big, &s));
	return s;
}

/* gABI, chapter 5, in the words of its figure. */
static unsigned long gabi_hash(const char *name) {
	unsigned long h = 0, g;
	for (; *name != '\0'; name++) {
		h = ((h << 4) + (unsigned char)*name) & 0xffffffff;
		g = h & 0xf0000000;
		if (g != 0)
			h ^= g >> 24;
		h &= ~g;
	}
	return h;
}

static uint32_t gnu_hash(const char *name) {
	uint32_t h = 5381;
	while (*name != '\0')
		h = (h << 5) + h + (unsigned char)*name++;
	return h;
}

/* glibc 2.31, elf/dl-lookup.c, do_lookup_x: does it come to this symbol, and only to symbols with entries? */
static bool gnu_finds(const struct made *m, const char *name, uint32_t index) {
	const struct lw_span s = m->t.gnu_hash;
	const unsigned size = m->t.is64 ? 8 : 4, bits = size * 8;
	const uint64_t n = word(m, s, 0, 4), first = word(m, s, 4, 4), words = word(m, s, 8, 4),
		       shift = word(m, s, 12, 4);
	const uint32_t h = gnu_hash(name);
	assert_true(n != 0 && words != 0 && (words & (words - 1)) == 0);
	const uint64_t bloom = word(m, s, 16 + (h / bits & (words - 1)) * size, size);
	if ((bloom >> (h & (bits - 1)) & (bloom >> ((h >> shift) & (bits - 1))) & 1) == 0)
		return false;
	const uint64_t buckets = 16 + words * size, chain = buckets + 4 * n;
	uint64_t at = word(m, s, buckets + 4 * (h % n), 4);
	if (at == 0)
		return false;
	for (assert_true(at >= first);; at++) {
		const uint64_t c = word(m, s, chain + 4 * (at - first), 4);
		assert_int_equal((c ^ gnu_hash(text(m, symbol(m, at).st_name))) >> 1, 0);
		if (((c ^ h) >> 1) == 0 && at == index)
			return true;
		if ((c & 1) != 0)
			return false;
	}
}

static bool sysv_finds(const struct made *m, const char *name, uint32_t index) {
	const struct lw_span s = m->t.hash;
	const unsigned size = m->t.wide_hash ? 8 : 4;
	const uint64_t n = word(m, s, 0, size), chains = word(m, s, size, size);
	assert_int_equal(chains, m->t.n_symbols);
	uint64_t at = word(m, s, (2 + gabi_hash(name) % n) * size, size);
	for (uint64_t steps = 0; at != 0; at = word(m, s, (2 + n + at) * size, size)) {
		assert_true(++steps <= chains);
		if (at == index)
			return true;
	}
	return false;
}

/* The needed version of an index: of which file, and weak or not. */
static bool needed(const struct made *m, uint32_t index, const char **file, const char **version, bool *weak) {
	uint64_t at = 0;
	for (uint32_t i = 0; i < m->t.n_verneed; i++) {
		struct lw_raw_verneed n;
		assert_true(lw_record_get(&lw_rec_verneed, m->t.verneed, at, m->t.is64, m->t.big, &n));
		uint64_t part = at + n.vn_aux;
		for (uint64_t k = 0; k < n.vn_cnt; k++) {
			struct lw_raw_vernaux x;
			assert_true(lw_record_get(&lw_rec_vernaux, m->t.verneed, part, m->t.is64, m->t.big, &x));
			assert_int_equal(x.vna_hash, gabi_hash(text(m, x.vna_name)));
			assert_int_equal(x.vna_next == 0, k + 1 == n.vn_cnt);
			if (x.vna_other == index) {
				*file = text(m, n.vn_file);
				*version = text(m, x.vna_name);
				*weak = (x.vna_flags & VER_FLG_WEAK) != 0;
				return true;
			}
			part += x.vna_next;
		}
		assert_int_equal(n.vn_next == 0, i + 1 == m->t.n_verneed);
		at += n.vn_next;
	}
	return false;
}

static const char *defined(const struct made *m, uint32_t index, uint64_t *flags) {
	uint64_t at = 0;
	for (uint32_t i = 0; i < m->t.n_verdef; i++) {
		struct lw_raw_verdef d;
		struct lw_raw_verdaux x;
		assert_true(lw_record_get(&lw_rec_verdef, m->t.verdef, at, m->t.is64, m->t.big, &d));
		assert_true(lw_record_get(&lw_rec_verdaux, m->t.verdef, at + d.vd_aux, m->t.is64, m->t.big, &x));
		assert_int_equal(d.vd_hash, gabi_hash(text(m, x.vda_name)));
		assert_int_equal(d.vd_next == 0, i + 1 == m->t.n_verdef);
		*flags = d.vd_flags;
		if (d.vd_ndx == index)
			return text(m, x.vda_name);
		at += d.vd_next;
	}
	return NULL;
}

static void look_at_version(const struct made *m, const struct lw_fuse_symbol *s) {
	const uint64_t v = m->t.versym.len == 0 ? 1 : word(m, m->t.versym, 2 * (uint64_t)s->index, 2);
	const char *file, *version;
	uint64_t flags;
	bool weak;
	if (s->info >> 4 == STB_LOCAL) {
		assert_true(v == (m->t.versym.len == 0 ? 1 : 0));
		return;
	}
	if (m->t.versym.len != 0)
		assert_int_equal(v >> 15, s->hidden);
	if (s->version == NULL) {
		assert_int_equal(v & 0x7fff, 1);
	} else if (s->version_file != NULL) {
		assert_true(needed(m, v & 0x7fff, &file, &version, &weak));
		assert_string_equal(file, s->version_file);
		assert_string_equal(version, s->version);
		assert_true(s->version_weak || !weak);
	} else {
		version = defined(m, v & 0x7fff, &flags);
		assert_non_null(version);
		assert_string_equal(version, s->version);
		assert_int_equal(flags & VER_FLG_BASE, 0);
	}
}

static void look(const struct made *m) {
	const uint64_t first = word(m, m->t.gnu_hash, 4, 4);
	uint64_t flags = 0;
	for (uint32_t i = 0; i < m->t.n; i++) {
		const struct lw_fuse_symbol *s = &m->t.symbols[i];
		const bool local = s->info >> 4 == STB_LOCAL, seen = !local && (s->defined || s->found);
		const struct lw_sym raw = symbol(m, s->index);
		assert_ptr_equal(m->t.order[s->index], s);
		assert_string_equal(text(m, raw.st_name), s->name);
		assert_true(raw.st_value == s->value && raw.st_size == s->size && raw.st_shndx == s->shndx);
		assert_true(raw.st_info == s->info && raw.st_other == s->other);
		assert_int_equal(s->index < m->t.n_local, local);
		assert_int_equal(s->index >= first, seen);
		assert_int_equal(gnu_finds(m, s->name, s->index), seen);
		if (m->t.sysv)
			assert_int_equal(sysv_finds(m, s->name, s->index), !local);
		look_at_version(m, s);
	}
	assert_false(gnu_finds(m, "not there", 0));
	for (uint32_t i = 0; i < m->t.n_texts; i++)
		assert_string_equal(text(m, lw_fuse_tables_text(&m->t, m->texts[i])), m->texts[i]);
	assert_true(lw_fuse_tables_text(&m->t, "not there") == LW_FUSE_NO_TEXT);
	if (m->t.verdef.len != 0) {
		assert_string_equal(defined(m, 1, &flags), m->t.base);
		assert_int_equal(flags, VER_FLG_BASE);
	}
	assert_int_equal(m->t.versym.len != 0, m->t.verdef.len != 0 || m->t.verneed.len != 0);
	assert_true(symbol(m, 0).st_name == 0 && symbol(m, 0).st_info == 0);
}

/* Nothing is in the string table twice. */
static void look_at_strings(const struct made *m) {
	for (uint64_t i = 1; i < m->t.dynstr.len; i += strlen(text(m, i)) + 1)
		for (uint64_t k = 1; k < m->t.dynstr.len; k += strlen(text(m, k)) + 1) {
			assert_true(text(m, i)[0] != '\0' && (i == k || strcmp(text(m, i), text(m, k)) != 0));
		}
}

static char *name(struct made *m, uint32_t *seed, const char *kind) {
	static const char *const ends[] = {"", "Ev", "_write", "get_write", "\xc3\xa4"};
	char *s = lw_sprintf(&m->a, &m->err, "%s%x%s", kind, next(seed) % 97, ends[next(seed) % 5]);
	assert_non_null(s);
	return s;
}

static void random_symbol(struct made *m, uint32_t *seed, struct lw_fuse_symbol *s, bool versions) {
	*s = (struct lw_fuse_symbol){
		.name = name(m, seed, "s"),
		.defined = next(seed) % 2 != 0,
		.found = next(seed) % 8 == 0,
		.info = (uint8_t)((next(seed) % 9 == 0 ? 0 : 1 + next(seed) % 2) << 4 | next(seed) % 3),
		.other = (uint8_t)(next(seed) % 4),
		.value = next(seed),
		.size = next(seed)};
	s->shndx = s->defined ? 7 : 0;
	if (!versions || next(seed) % 3 == 0)
		return;
	s->version = name(m, seed, "V");
	s->hidden = next(seed) % 3 == 0;
	if (!s->defined || next(seed) % 8 == 0) {
		s->version_file = next(seed) % 2 != 0 ? "libx.so" : "liby.so.1";
		s->version_weak = next(seed) % 2 != 0;
	}
}

static void begin(struct made *m, uint32_t kind, uint32_t seed) {
	memset(m, 0, sizeof *m);
	m->t = (struct lw_fuse_tables){.a = &m->a,
				       .is64 = (kind & 1) != 0,
				       .big = (kind & 2) != 0,
				       .sysv = seed % 3 != 0,
				       .wide_hash = (kind & 1) != 0 && seed % 5 == 0,
				       .base = "libnew.so.3",
				       .symbols = m->symbols,
				       .texts = m->texts,
				       .more = m->more,
				       .defs = m->defs};
}

static void random_one(struct made *m, uint32_t kind, uint32_t seed) {
	begin(m, kind, seed);
	const bool versions = next(&seed) % 4 != 0;
	m->t.n = next(&seed) % (next(&seed) % 5 == 0 ? MOST : 30);
	for (uint32_t i = 0; i < m->t.n; i++)
		random_symbol(m, &seed, &m->symbols[i], versions);
	m->t.n_texts = next(&seed) % 8;
	for (uint32_t i = 0; i < m->t.n_texts; i++)
		m->texts[i] = name(m, &seed, "lib");
	m->t.n_more = versions ? next(&seed) % 8 : 0;
	for (uint32_t i = 0; i < m->t.n_more; i++)
		m->more[i] = (struct lw_fuse_version_need){name(m, &seed, "lib"), name(m, &seed, "V"), i % 2 != 0};
	m->t.n_defs = versions ? next(&seed) % 8 : 0;
	for (uint32_t i = 0; i < m->t.n_defs; i++)
		m->defs[i] =
			(struct lw_fuse_version_def){name(m, &seed, "V"), m->texts, i % (m->t.n_texts + 1), i % 2 != 0};
	assert_true(lw_fuse_tables_build(&m->t, &m->err) && lw_fuse_tables_place(&m->t, &m->err));
}

static void random_tables(void **state) {
	static struct made m;
	(void)state;
	for (uint32_t i = 0; i < 3000; i++) {
		random_one(&m, i % 4, i * 2654435761u);
		look(&m);
		if (m.t.n < 30)
			look_at_strings(&m);
		for (uint32_t k = 0; k < m.t.n; k++) {
			m.symbols[k].value = 0x1000 + k;
			m.symbols[k].shndx = (uint16_t)(k % 9);
		}
		assert_true(lw_fuse_tables_place(&m.t, &m.err));
		look(&m);
		lw_arena_free(&m.a);
	}
}

/* No symbols at all: elf/dl-setup_hash.c takes the number of words less one for a mask, and divides by that of buckets.
 */
static void nothing(void **state) {
	static struct made m;
	(void)state;
	for (uint32_t kind = 0; kind < 4; kind++) {
		begin(&m, kind, 1);
		assert_true(lw_fuse_tables_build(&m.t, &m.err));
		assert_int_equal(m.t.dynsym.len, (kind & 1) != 0 ? 24 : 16);
		assert_int_equal(m.t.gnu_hash.len, (kind & 1) != 0 ? 28 : 24);
		assert_int_equal(word(&m, m.t.gnu_hash, 0, 4), 1);
		assert_int_equal(word(&m, m.t.gnu_hash, 8, 4), 1);
		assert_int_equal(m.t.dynstr.len, 1);
		assert_true(m.t.versym.len == 0 && m.t.verdef.len == 0 && m.t.verneed.len == 0);
		look(&m);
		lw_arena_free(&m.a);
	}
}

/* A text that comes again takes no room of its own; the same version of two files is two. */
static void shared(void **state) {
	static struct made m;
	(void)state;
	begin(&m, 1, 0);
	m.symbols[0] = (struct lw_fuse_symbol){.name = "rewrite", .defined = true, .info = 0x12, .version = "write"};
	m.symbols[1] =
		(struct lw_fuse_symbol){.name = "write", .info = 0x12, .version = "V_1", .version_file = "liba.so"};
	m.symbols[2] =
		(struct lw_fuse_symbol){.name = "ite", .info = 0x12, .version = "V_1", .version_file = "libb.so"};
	m.symbols[3] = (struct lw_fuse_symbol){
		.name = "re", .info = 0x22, .version = "V_1", .version_file = "liba.so", .version_weak = true};
	m.t.n = 4;
	m.t.base = "liba.so";
	assert_true(lw_fuse_tables_build(&m.t, &m.err) && lw_fuse_tables_place(&m.t, &m.err));
	assert_int_equal(m.t.dynstr.len,
			 1 + sizeof "rewrite" + sizeof "write" + sizeof "ite" + sizeof "re" + sizeof "V_1" +
				 sizeof "liba.so" + sizeof "libb.so");
	assert_int_equal(word(&m, m.t.versym, 2 * (uint64_t)m.symbols[0].index, 2), 2);
	assert_int_equal(word(&m, m.t.versym, 2 * (uint64_t)m.symbols[1].index, 2), 3);
	assert_int_equal(word(&m, m.t.versym, 2 * (uint64_t)m.symbols[2].index, 2), 4);
	assert_int_equal(m.t.n_verneed, 2);
	look(&m);
	lw_arena_free(&m.a);
}

static void many_versions(struct made *m, uint32_t n) {
	struct lw_fuse_version_need *more = lw_alloc(&m->a, n, sizeof *more, &m->err);
	assert_non_null(more);
	for (uint32_t i = 0; i < n; i++) {
		more[i] = (struct lw_fuse_version_need){"libx.so", lw_sprintf(&m->a, &m->err, "V_%u", i), false};
		assert_non_null(more[i].version);
	}
	m->t.more = more;
	m->t.n_more = n;
}

static void limits(void **state) {
	static struct made m;
	const char *file, *version;
	bool weak;
	(void)state;
	begin(&m, 1, 0);
	many_versions(&m, 0x7ffe);
	assert_true(lw_fuse_tables_build(&m.t, &m.err));
	assert_true(needed(&m, 0x7fff, &file, &version, &weak));
	assert_string_equal(version, "V_32765");
	lw_arena_free(&m.a);

	begin(&m, 1, 0);
	many_versions(&m, 0x7fff);
	assert_false(lw_fuse_tables_build(&m.t, &m.err));
	assert_int_equal(m.err.code, LW_E_LIMIT);
	lw_arena_free(&m.a);

	begin(&m, 1, 0);
	m.t.n = LW_FUSE_MOST_SYMBOLS;
	assert_false(lw_fuse_tables_build(&m.t, &m.err));
	assert_int_equal(m.err.code, LW_E_LIMIT);
	lw_arena_free(&m.a);

	begin(&m, 1, 0);
	m.defs[0] = (struct lw_fuse_version_def){"V", NULL, 0xffff, false};
	m.t.n_defs = 1;
	assert_false(lw_fuse_tables_build(&m.t, &m.err));
	assert_int_equal(m.err.code, LW_E_LIMIT);
	lw_arena_free(&m.a);
}

static void wrong_calls(void **state) {
	static struct made m;
	(void)state;
	begin(&m, 0, 0);
	m.symbols[0] = (struct lw_fuse_symbol){.name = "x", .info = 0x12, .version = "V"};
	m.t.n = 1;
	assert_false(lw_fuse_tables_build(&m.t, &m.err));
	assert_int_equal(m.err.code, LW_E_INTERNAL);
	lw_arena_free(&m.a);

	begin(&m, 0, 0);
	m.symbols[0] = (struct lw_fuse_symbol){.name = "x", .info = 0x12, .version = "V", .defined = true};
	m.t.n = 1;
	m.t.base = NULL;
	assert_false(lw_fuse_tables_build(&m.t, &m.err));
	assert_int_equal(m.err.code, LW_E_INTERNAL);
	lw_arena_free(&m.a);

	begin(&m, 0, 0);
	m.symbols[0] = (struct lw_fuse_symbol){.name = "x", .info = 0x12, .defined = true};
	m.t.n = 1;
	assert_true(lw_fuse_tables_build(&m.t, &m.err));
	m.symbols[0].value = UINT64_C(1) << 32;
	assert_false(lw_fuse_tables_place(&m.t, &m.err));
	assert_int_equal(m.err.code, LW_E_LIMIT);
	lw_arena_free(&m.a);
}

RUN("fuse_tables", T(random_tables), T(nothing), T(shared), T(limits), T(wrong_calls))
