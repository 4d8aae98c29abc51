/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "format/ldcache.h"
#include "format/ldcache_records.h"

#define EXTENSION (UINT64_C(1) << 62)

static const struct lw_ldcache_entry entries[] = {
	{0x0303, "libz.so.1", "/lib/libz.so.1", 0, 0},
	{0x0303, "libm.so.6", "/lib/glibc-hwcaps/x86-64-v3/libm.so.6", 0, EXTENSION | 1},
	{0x0303, "libm.so.6", "/lib/libm.so.6", 0x20600, 0},
	{0x0003, "liba.so", "/old/liba.so", 0, 0x8},
	{0x0303, "liba.so", "/lib/liba.so", 0, 0},
};
static const char *const hwcaps[] = {"x86-64-v2", "x86-64-v3"};
static const struct lw_ldcache whole = {true, entries, 5, hwcaps, 2, "ldconfig (test) 2.36"};

/* A copy of exactly the span's length, so that a sanitizer sees a read behind the end; what is read points into it. */
static bool parse(struct lw_span s, bool big, struct lw_arena *a, struct lw_ldcache *out, struct lw_error *err) {
	lw_error_clear(err);
	uint8_t *copy = lw_alloc_raw(a, (size_t)s.len, 1, err);
	assert_non_null(copy);
	memcpy(copy, s.ptr, (size_t)s.len);
	return lw_ldcache_parse((struct lw_span){copy, s.len}, big, a, out, err);
}

static void check_entries(const struct lw_ldcache *c, bool with_hwcap) {
	uint32_t k = 0;
	for (uint32_t i = 0; i < 5; i++) {
		if (!with_hwcap && entries[i].hwcap != 0)
			continue;
		assert_true(k < c->n_entries);
		const struct lw_ldcache_entry *e = &c->entries[k++];
		assert_string_equal(e->key, entries[i].key);
		assert_string_equal(e->value, entries[i].value);
		assert_int_equal(e->flags, entries[i].flags);
		assert_true(e->hwcap == (c->is_new ? entries[i].hwcap : 0));
		assert_int_equal(e->osversion, c->is_new ? entries[i].osversion : 0);
	}
	assert_int_equal(c->n_entries, k);
}

static void new_and_compatible_come_back(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct lw_arena a = {0};
		struct lw_error err = {0};
		struct lw_span s;
		struct lw_ldcache c;
		assert_true(lw_ldcache_encode(&whole, i & 1 ? LW_LDCACHE_COMPAT : LW_LDCACHE_NEW, i & 2, &a, &s, &err));
		assert_true(parse(s, i & 2, &a, &c, &err));
		assert_true(c.is_new);
		check_entries(&c, true);
		assert_int_equal(c.n_hwcaps, 2);
		assert_string_equal(c.hwcaps[0], "x86-64-v2");
		assert_string_equal(c.hwcaps[1], "x86-64-v3");
		assert_string_equal(c.generator, "ldconfig (test) 2.36");
		/* The other byte order is refused, as the header tells it. */
		assert_false(parse(s, !(i & 2), &a, &c, &err));
		assert_true(err.code == LW_E_MALFORMED || err.code == LW_E_TRUNCATED);
		lw_arena_free(&a);
	}
}

static void old_comes_back(void **state) {
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct lw_arena a = {0};
		struct lw_error err = {0};
		struct lw_span s;
		struct lw_ldcache c;
		assert_true(lw_ldcache_encode(&whole, LW_LDCACHE_OLD, i != 0, &a, &s, &err));
		assert_true(parse(s, i != 0, &a, &c, &err));
		assert_false(c.is_new);
		check_entries(&c, true);
		assert_int_equal(c.n_hwcaps, 0);
		assert_null(c.generator);
		lw_arena_free(&a);
	}
}

static void compatible_has_an_even_number_of_old_entries(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span s;
	struct lw_ldcache c;
	bool ok = true;
	assert_true(lw_ldcache_encode(&whole, LW_LDCACHE_COMPAT, false, &a, &s, &err));
	assert_int_equal(lw_span_uint(s, 12, 4, false, &ok), 4); /* three without hwcap, the last twice */
	/* Without the new table's magic it is an old cache. */
	uint8_t *p = lw_alloc(&a, (size_t)s.len, 1, &err);
	memcpy(p, s.ptr, (size_t)s.len);
	p[16 + 4 * 12] ^= 1;
	assert_true(parse((struct lw_span){p, s.len}, false, &a, &c, &err));
	assert_false(c.is_new);
	assert_int_equal(c.n_entries, 4);
	assert_string_equal(c.entries[0].key, "libz.so.1");
	assert_string_equal(c.entries[2].value, "/lib/liba.so");
	assert_string_equal(c.entries[3].value, "/lib/liba.so");
	lw_arena_free(&a);
}

static void an_empty_cache_is_one(void **state) {
	(void)state;
	static const struct lw_ldcache none = {.is_new = true, .generator = "g"};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span s;
	struct lw_ldcache c;
	assert_true(lw_ldcache_encode(&none, LW_LDCACHE_NEW, false, &a, &s, &err));
	assert_true(parse(s, false, &a, &c, &err));
	assert_int_equal(c.n_entries, 0);
	/* glibc wants a byte behind the header. */
	s.len = 48;
	assert_false(parse(s, false, &a, &c, &err));
	assert_int_equal(err.code, LW_E_TRUNCATED);
	lw_arena_free(&a);
}

struct spoiled {
	const char *what;
	uint64_t off;
	unsigned size;
	uint64_t value;
	enum lw_code code;
};

static void spoiled_caches_are_refused_as_glibc_does(void **state) {
	(void)state;
	static const struct spoiled rows[] = {
		{"magic", 0, 1, 'G', LW_E_UNKNOWN_FORMAT},
		{"version", 17, 1, '2', LW_E_UNKNOWN_FORMAT},
		{"one entry too many for the file", 20, 4, 15, LW_E_TRUNCATED},
		{"number of entries", 20, 4, UINT32_MAX, LW_E_TRUNCATED},
		{"byte order invalid", 28, 1, 1, LW_E_MALFORMED},
		{"byte order big", 28, 1, 3, LW_E_MALFORMED},
		{"byte order not told", 28, 1, 0, LW_E_OK},
		{"other bits of the flags", 28, 1, 0xf2, LW_E_OK},
		{"string length", 24, 4, UINT32_MAX, LW_E_OK}, /* nobody looks at it */
		{"extension past the end", 32, 4, 0x7ffffffc, LW_E_OK},
		{"extension not aligned", 32, 4, 49, LW_E_OK},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lw_arena a = {0};
		struct lw_error err = {0};
		struct lw_span s;
		struct lw_ldcache c;
		assert_true(lw_ldcache_encode(&whole, LW_LDCACHE_NEW, false, &a, &s, &err));
		uint8_t *p = lw_alloc(&a, (size_t)s.len, 1, &err);
		memcpy(p, s.ptr, (size_t)s.len);
		lw_store_uint(p + rows[i].off, rows[i].size, false, rows[i].value);
		bool ok = parse((struct lw_span){p, s.len}, false, &a, &c, &err);
		assert_int_equal(err.code, rows[i].code);
		assert_int_equal(ok, rows[i].code == LW_E_OK);
		if (rows[i].off == 32)
			assert_int_equal(c.n_hwcaps, 0);
		lw_arena_free(&a);
	}
}

static void strings_outside_are_null(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span s;
	struct lw_ldcache c;
	assert_true(lw_ldcache_encode(&whole, LW_LDCACHE_NEW, false, &a, &s, &err));
	uint8_t *p = lw_alloc(&a, (size_t)s.len, 1, &err);
	memcpy(p, s.ptr, (size_t)s.len);
	lw_store_uint(p + 48 + 4, 4, false, s.len);
	lw_store_uint(p + 48 + 24 + 8, 4, false, UINT32_MAX);
	lw_store_uint(p + 48 + 48 + 4, 4, false, s.len - 1); /* the generator has no NUL */
	assert_true(parse((struct lw_span){p, s.len}, false, &a, &c, &err));
	assert_null(c.entries[0].key);
	assert_non_null(c.entries[0].value);
	assert_null(c.entries[1].value);
	assert_null(c.entries[2].key);
	assert_string_equal(c.entries[3].key, "liba.so");
	/* They are written as they are read. */
	assert_true(lw_ldcache_encode(&c, LW_LDCACHE_NEW, false, &a, &s, &err));
	assert_true(parse(s, false, &a, &c, &err));
	assert_null(c.entries[0].key);
	assert_null(c.entries[1].value);
	lw_arena_free(&a);
}

static void every_length_and_every_byte_is_survived(void **state) {
	(void)state;
	for (unsigned format = 0; format < 3; format++) {
		struct lw_arena a = {0};
		struct lw_error err = {0};
		struct lw_span s;
		struct lw_ldcache c;
		assert_true(lw_ldcache_encode(&whole, (enum lw_ldcache_format)format, false, &a, &s, &err));
		for (uint64_t n = 0; n < s.len; n++) {
			struct lw_arena_mark mark = lw_arena_mark(&a);
			if (!parse((struct lw_span){s.ptr, n}, false, &a, &c, &err))
				assert_true(err.code == LW_E_UNKNOWN_FORMAT || err.code == LW_E_TRUNCATED);
			lw_arena_rewind(&a, mark);
		}
		for (uint64_t i = 0; i < s.len * 4; i++) {
			static const uint8_t values[] = {0, 1, 0x7f, 0xff};
			struct lw_arena_mark mark = lw_arena_mark(&a);
			uint8_t *p = lw_alloc(&a, (size_t)s.len, 1, &err);
			memcpy(p, s.ptr, (size_t)s.len);
			p[i / 4] = values[i % 4];
			if (!parse((struct lw_span){p, s.len}, false, &a, &c, &err))
				assert_true(err.code != LW_E_OK && err.code != LW_E_INTERNAL && err.code != LW_E_NOMEM);
			lw_arena_rewind(&a, mark);
		}
		lw_arena_free(&a);
	}
}

static int sign(int v) {
	return v < 0 ? -1 : v > 0;
}

static void names_compare_as_in_glibc(void **state) {
	(void)state;
	static const struct {
		const char *x, *y;
		int want;
	} rows[] = {
		{"libc.so.6", "libc.so.6", 0},
		{"libc.so.6", "libc.so.10", -1},
		{"libc.so.06", "libc.so.6", 0},
		{"liba.so", "libb.so", -1},
		{"liba.so", "liba.so.1", -1},
		{"liba.so.1", "liba.so", 1},
		{"lib1.so", "liba.so", 1},
		{"liba.so", "lib1.so", -1},
		{"", "", 0},
		{"", "a", -1},
		{"1", "", 1},
		{"10", "9", 1},
		{"libstdc++.so.6", "libstdc++.so.5", 1},
		{"lib2a", "lib2b", -1},
		{"a1", "a1b", -1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(sign(lw_ldcache_compare(rows[i].x, rows[i].y)), rows[i].want);
		if (rows[i].want == 0)
			assert_int_equal(lw_ldcache_compare(rows[i].y, rows[i].x), 0);
	}
	/* Runs that are too long for an int wrap and do not trap. */
	lw_ldcache_compare("lib99999999999999999999", "lib1");
}

RUN("ldcache", T(new_and_compatible_come_back), T(old_comes_back), T(compatible_has_an_even_number_of_old_entries),
    T(an_empty_cache_is_one), T(spoiled_caches_are_refused_as_glibc_does), T(strings_outside_are_null),
    T(every_length_and_every_byte_is_survived), T(names_compare_as_in_glibc))
