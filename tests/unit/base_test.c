/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/hex.h"
#include "base/libname.h"
#include "base/map.h"
#include "base/path.h"
#include "base/sort.h"
#include "base/vec.h"

static void names_of_libraries_have_stems(void **state) {
	static const char *const cases[][2] = {{"/x/libz3-1a2b3c4d.so.4.8", "libz3"},
					       {"libz3.so", "libz3"},
					       {"libz3.so.4", "libz3"},
					       {"libz3.4.8.dylib", "libz3"},
					       {"libgfortran-040039e1-0352e75f.so.5", "libgfortran"},
					       {"msvcp140-ba6aa1c2d9ed5d4da8c5a7a3f1f4ee8f.dll", "msvcp140"},
					       {"libfoo-1.2.so", "libfoo-1.2"},
					       {"lib.so", "lib"},
					       {".so", ""},
					       {"", ""},
					       {"libx-deadbee.so", "libx-deadbee"},
					       {"-deadbeef.so", "-deadbeef"},
					       {"1.dylib", "1"},
					       {"a.1.dylib", "a"}};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(lw_lib_stem(&a, cases[i][0], false, &err), cases[i][1]);
	assert_string_equal(lw_lib_stem(&a, "LibZ3-1a2b3c4d.DLL", true, &err), "LIBZ3");
	assert_true(lw_lib_has_hash("/a/libz3-1a2b3c4d.so.4") && !lw_lib_has_hash("/a-1a2b3c4d/libz3.so"));
	assert_string_equal(lw_hex(&a, (const uint8_t *)"\x00\x9f\xff", 3, &err), "009fff");
	lw_arena_free(&a);
}

static void arena_gives_zeroed_aligned_memory(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	for (size_t n = 0; n < 2000; n++) {
		unsigned char *p = lw_alloc(&a, n, 3, &err);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < 3 * n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xaa, 3 * n);
	}
	assert_int_equal(err.code, LW_E_OK);
	lw_arena_free(&a);
	lw_arena_free(&a); /* an empty arena */
}

static void arena_takes_what_is_bigger_than_a_block(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	unsigned char *p = lw_alloc(&a, (size_t)5 << 20, 1, &err);
	assert_non_null(p);
	p[((size_t)5 << 20) - 1] = 1;
	assert_non_null(lw_alloc(&a, 1, 1, &err));
	lw_arena_free(&a);
}

static void arena_refuses_a_size_that_is_none(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	assert_null(lw_alloc(&a, SIZE_MAX / 4, 8, &err));
	assert_int_equal(err.code, LW_E_NOMEM);
	lw_error_clear(&err);
	assert_null(lw_alloc(&a, SIZE_MAX, 1, &err));
	assert_int_equal(err.code, LW_E_NOMEM);
	lw_arena_free(&a);
}

static void arena_rewinds_to_a_mark(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_arena_mark empty = lw_arena_mark(&a);
	char *kept = lw_strdup(&a, "kept", &err);
	struct lw_arena_mark mark = lw_arena_mark(&a);
	void *first = lw_alloc(&a, 100, 1, &err);
	for (int i = 0; i < 100; i++)
		memset(lw_alloc(&a, 10000, 1, &err), 0x55, 10000); /* over several blocks */
	lw_arena_rewind(&a, mark);
	assert_string_equal(kept, "kept");
	unsigned char *again = lw_alloc(&a, 100, 1, &err);
	assert_ptr_equal(first, again);
	for (int i = 0; i < 100; i++)
		assert_int_equal(again[i], 0);
	lw_arena_rewind(&a, empty);
	assert_null(a.last);
	lw_arena_rewind(&a, empty);
	lw_arena_free(&a);
}

static void arena_makes_strings(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	assert_string_equal(lw_strndup(&a, "abcdef", 3, &err), "abc");
	assert_string_equal(lw_strcat2(&a, "ab", "cd", &err), "abcd");
	assert_string_equal(lw_strcat2(&a, "", "", &err), "");
	assert_string_equal(lw_sprintf(&a, &err, "%s-%d", "x", 7), "x-7");
	assert_string_equal(lw_sprintf(&a, &err, "%s", ""), "");
	lw_arena_free(&a);
}

static void vec_grows_and_keeps_what_it_has(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	LW_VEC(uint32_t) v = {0};
	for (uint32_t i = 0; i < 10000; i++) {
		uint32_t *p = lw_vec_add(&a, &v, &err);
		assert_non_null(p);
		assert_int_equal(*p, 0);
		*p = i;
	}
	assert_int_equal(v.n, 10000);
	for (uint32_t i = 0; i < v.n; i++)
		assert_int_equal(v.at[i], i);
	v.n = 5; /* what is added again is zeroed */
	assert_int_equal(*lw_vec_add(&a, &v, &err), 0);
	lw_arena_free(&a);
}

static void vec_takes_what_was_reserved_in_one_piece(void **state) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	LW_VEC(uint32_t) v = {0};
	(void)state;
	*lw_vec_add(&a, &v, &err) = 7;
	assert_true(lw_vec_reserve(&a, &v, 1000, &err));
	const uint32_t *at = v.at;
	assert_int_equal(v.n, 1);
	for (uint32_t i = 0; i < 1000; i++)
		*lw_vec_add(&a, &v, &err) = i;
	assert_ptr_equal(v.at, at);
	assert_int_equal(v.at[0], 7);
	assert_int_equal(v.at[1000], 999);
	assert_false(lw_vec_reserve(&a, &v, UINT32_MAX, &err));
	assert_int_equal(err.code, LW_E_LIMIT);
	assert_int_equal(v.n, 1001);
	lw_arena_free(&a);
}

static void vec_has_a_limit(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	void *at = NULL;
	uint32_t n = UINT32_MAX / 4 + 1, cap = n;
	assert_false(lw_vec_room(&a, &at, &n, &cap, 1, &err));
	assert_int_equal(err.code, LW_E_LIMIT);
	lw_arena_free(&a);
}

static void map_finds_what_was_put(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_map m = {0};
	int values[3000];
	assert_null(lw_map_get(&m, "x", 1));
	for (int i = 0; i < 3000; i++) {
		char *key = lw_sprintf(&a, &err, "key %d", i);
		assert_true(lw_map_put(&m, &a, key, strlen(key), &values[i], &err));
	}
	assert_int_equal(m.n, 3000);
	for (int i = 0; i < 3000; i++) {
		char *key = lw_sprintf(&a, &err, "key %d", i);
		assert_ptr_equal(lw_map_get(&m, key, strlen(key)), &values[i]);
	}
	assert_null(lw_map_get(&m, "key 3000", 8));
	lw_arena_free(&a);
}

static void map_replaces_and_takes_any_bytes(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_map m = {0};
	int one, two, none;
	assert_true(lw_map_put(&m, &a, "a\0b", 3, &one, &err));
	assert_true(lw_map_put(&m, &a, "a\0c", 3, &two, &err));
	assert_true(lw_map_put(&m, &a, "", 0, &none, &err));
	assert_ptr_equal(lw_map_get(&m, "a\0b", 3), &one);
	assert_ptr_equal(lw_map_get(&m, "a\0c", 3), &two);
	assert_ptr_equal(lw_map_get(&m, "", 0), &none);
	assert_true(lw_map_put(&m, &a, "a\0b", 3, &two, &err));
	assert_ptr_equal(lw_map_get(&m, "a\0b", 3), &two);
	assert_int_equal(m.n, 3);
	lw_arena_free(&a);
}

static void map_gives_the_place_of_a_value(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_map m = {0};
	int value, other;
	void **slot = lw_map_slot(&m, &a, "key", 3, &err);
	assert_non_null(slot);
	assert_null(*slot);
	*slot = &value;
	for (int i = 0; i < 1000; i++) {
		char *key = lw_sprintf(&a, &err, "key %d", i);
		assert_true(lw_map_put(&m, &a, key, strlen(key), &other, &err));
	}
	assert_ptr_equal(lw_map_slot(&m, &a, "key", 3, &err), slot);
	assert_ptr_equal(lw_map_slot_of(&m, &a, "key", 3, lw_map_soon(&m, "key", 3), &err), slot);
	assert_ptr_equal(lw_map_get(&m, "key", 3), &value);
	assert_int_equal(m.n, 1001);
	lw_arena_free(&a);
}

static void fail_keeps_the_first_error(void **state) {
	(void)state;
	struct lw_error err = {0};
	assert_false(lw_fail_at(&err, LW_E_MALFORMED, 0x40, "field %d", 1));
	assert_false(lw_fail(&err, LW_E_IO, "later"));
	assert_int_equal(err.code, LW_E_MALFORMED);
	assert_true(err.has_off);
	assert_int_equal(err.off, 0x40);
	assert_string_equal(err.text, "field 1");
	lw_error_clear(&err);
	assert_int_equal(err.code, LW_E_OK);
	assert_false(err.has_off);
	assert_false(lw_fail(&err, LW_E_IO, "later"));
	assert_int_equal(err.code, LW_E_IO);
	assert_false(err.has_off);
}

static void subject_loses_its_front(void **state) {
	(void)state;
	struct lw_error err = {0};
	char path[600];
	memset(path, 'd', sizeof path);
	memcpy(path + sizeof path - 5, ".so\0", 4);
	path[sizeof path - 2] = '\0';
	lw_error_subject(&err, path);
	assert_int_equal(strlen(err.subject), sizeof err.subject - 1);
	assert_memory_equal(err.subject, "...ddd", 6);
	assert_string_equal(err.subject + sizeof err.subject - 4, ".so");
	lw_error_subject(&err, "other");
	assert_memory_equal(err.subject, "...ddd", 6);
}

static void codes_have_names(void **state) {
	(void)state;
	assert_string_equal(lw_code_name(LW_E_OK), "OK");
	assert_string_equal(lw_code_name(LW_E_TRUNCATED), "TRUNCATED");
	assert_string_equal(lw_code_words(LW_E_MALFORMED), "is damaged");
	assert_string_equal(lw_code_name((enum lw_code)999), "INTERNAL");
	assert_non_null(lw_code_words((enum lw_code)999));
}

static void ways_between_directories(void **state) {
	(void)state;
	static const char *const cases[][3] = {
		{"/", "/", ""},
		{"/a", "/a", ""},
		{"/", "/x", "x"},
		{"/x", "/", ".."},
		{"/a/b", "/", "../.."},
		{"/a/b", "/a", ".."},
		{"/a", "/a/b/c", "b/c"},
		{"/a/b", "/a/c", "../c"},
		{"/ab", "/a", "../a"},
		{"/a", "/ab", "../ab"},
		{"/a/b/c", "/a/x/y", "../../x/y"},
	};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(lw_path_between(&a, cases[i][0], cases[i][1], &err), cases[i][2]);
	lw_arena_free(&a);
}

static void map_has_room_for_many(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_map m = {0};
	int values[1000];
	assert_true(lw_map_reserve(&m, &a, 1000, &err));
	const size_t cap = m.cap;
	assert_true(cap >= 1000);
	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < 1000; i++) {
			char *key = lw_sprintf(&a, &err, "key %d", i);
			void **slot = lw_map_slot_of(&m, &a, key, strlen(key), lw_map_soon(&m, key, strlen(key)), &err);
			assert_non_null(slot);
			assert_ptr_equal(*slot, turn == 0 ? NULL : &values[i]);
			*slot = &values[i];
		}
	assert_true(m.n == 1000 && m.cap == cap);
	assert_true(lw_map_reserve(&m, &a, 10, &err) && lw_map_reserve(&m, &a, 5000, &err) && m.cap >= 5000);
	assert_ptr_equal(lw_map_get(&m, "key 999", 7), &values[999]);
	lw_arena_free(&a);
}

struct numbered {
	uint32_t came, other;
	uint64_t number;
};

/* Numbers of a few digits, of all digits, of one value: in order, and equal ones as they came. */
static void numbers_are_sorted(void **state) {
	(void)state;
	enum { MOST = 5000 };
	static struct numbered list[MOST], room[MOST];
	static const uint64_t masks[] = {UINT64_MAX, 0xffffff, 0xff00000000, 0x7ff, 1, 0, UINT64_C(1) << 63};
	static const size_t sizes[] = {0, 1, 2, 3, 100, MOST};
	uint64_t seed = 1;
	for (size_t m = 0; m < sizeof masks / sizeof masks[0]; m++)
		for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
			for (size_t i = 0; i < sizes[k]; i++) {
				seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
				list[i] = (struct numbered){(uint32_t)i, (uint32_t)~i, (seed ^ seed >> 29) & masks[m]};
			}
			lw_sort_by_number(list, room, sizes[k], sizeof list[0], offsetof(struct numbered, number));
			uint64_t came = 0;
			for (size_t i = 0; i < sizes[k]; i++) {
				assert_true(i == 0 || list[i - 1].number < list[i].number ||
					    (list[i - 1].number == list[i].number && list[i - 1].came < list[i].came));
				assert_int_equal(list[i].other, ~list[i].came);
				came += list[i].came;
			}
			assert_int_equal(came, sizes[k] == 0 ? 0 : sizes[k] * (sizes[k] - 1) / 2);
		}
}

RUN("base", T(names_of_libraries_have_stems), T(arena_gives_zeroed_aligned_memory),
    T(arena_takes_what_is_bigger_than_a_block), T(arena_refuses_a_size_that_is_none), T(arena_rewinds_to_a_mark),
    T(arena_makes_strings), T(vec_grows_and_keeps_what_it_has), T(vec_takes_what_was_reserved_in_one_piece),
    T(vec_has_a_limit), T(map_finds_what_was_put), T(map_replaces_and_takes_any_bytes),
    T(map_gives_the_place_of_a_value), T(map_has_room_for_many), T(numbers_are_sorted), T(fail_keeps_the_first_error),
    T(subject_loses_its_front), T(codes_have_names), T(ways_between_directories))
