/* SPDX-License-Identifier: Apache-2.0 */
/* The order of constructors where no real loader can be asked: sizes that it would not get through, and what is not
 * glibc's. That the order itself is right is tests/live/init_order.py's business. */
#include "unit.h"

#include "loader/glibc_order.h"
#include "loader/glibc_sort.h"

/* n maps, of which each but the last needs the next one; round: the last needs the first, and each the one after next.
 */
static struct gl_needs chain(struct lw_arena *a, uint32_t n, bool round) {
	struct lw_error err = {0};
	const uint32_t each = round ? 2 : 1;
	uint32_t *first = lw_alloc(a, (size_t)n + 1, sizeof *first, &err), at = 0;
	uint32_t *needs = lw_alloc(a, (size_t)n * each, sizeof *needs, &err);
	assert_non_null(first);
	assert_non_null(needs);
	for (uint32_t x = 0; x < n; x++) {
		first[x] = at;
		for (uint32_t k = 1; k <= each; k++)
			if (round || x + k < n)
				needs[at++] = (x + k) % n;
	}
	first[n] = at;
	return (struct gl_needs){first, needs, n};
}

static uint32_t *numbers(struct lw_arena *a, uint32_t n, bool backwards) {
	struct lw_error err = {0};
	uint32_t *list = lw_alloc(a, n, sizeof *list, &err);
	assert_non_null(list);
	for (uint32_t i = 0; i < n; i++)
		list[i] = backwards && i > 0 ? n - i : i;
	return list;
}

static void deep_chain(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const uint32_t n = 100000;
	const struct gl_needs d = chain(&a, n, false);
	uint32_t *list = numbers(&a, n, true);
	assert_true(lw_gl_sort_dfs(&d, &a, list, n, &err));
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(list[i], i);
	list = numbers(&a, n, false);
	assert_true(lw_gl_sort_original(&d, &a, list + 1, n - 1, &err));
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(list[i], i);
	lw_arena_free(&a);
}

static void long_cycle(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const uint32_t n = 20000;
	const struct gl_needs d = chain(&a, n, true);
	uint32_t *list = numbers(&a, n, false);
	assert_true(lw_gl_sort_dfs(&d, &a, list, n, &err));
	assert_int_equal(list[0], 0);
	assert_false(lw_gl_sort_original(&d, &a, list + 1, n - 1, &err));
	assert_int_equal(err.code, LW_E_LIMIT);
	lw_arena_free(&a);
}

static void not_glibc(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const struct lw_object program = {.role = LW_ROLE_PROGRAM, .found = true};
	struct lw_graph g = {.loader.kind = "musl", .objects = &program, .n_objects = 1};
	const uint32_t *order;
	uint32_t n = 7;
	assert_false(lw_glibc_init_order(&g, &a, &order, &n, &err));
	assert_int_equal(err.code, LW_E_UNSUPPORTED);
	lw_error_clear(&err);
	g.is_static = true;
	assert_true(lw_glibc_fini_order(&g, &a, &order, &n, &err));
	assert_int_equal(n, 0);
	lw_arena_free(&a);
}

/* A loader's answer to a missing library is that it does not start; what it has is still put in order. */
static void missing_left_out(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const struct lw_object objects[] = {{.id = 0, .role = LW_ROLE_PROGRAM, .found = true},
					    {.id = 1, .role = LW_ROLE_LIBRARY},
					    {.id = 2, .role = LW_ROLE_LIBRARY, .found = true},
					    {.id = 3, .role = LW_ROLE_LIBRARY, .found = true}};
	const struct lw_edge edges[] = {{.from = 0, .to = 1}, {.from = 0, .to = 2}, {.from = 0, .to = 3},
					{.from = 2, .to = 1}, {.from = 3, .to = 2}, {.from = 3, .to = LW_NO_ID}};
	const uint32_t list[] = {1, 2, 3};
	const struct lw_graph g = {.loader = {.kind = "glibc", .minor = 36},
				   .objects = objects,
				   .n_objects = 4,
				   .edges = edges,
				   .n_edges = 6,
				   .order = list,
				   .n_order = 3};
	const uint32_t expected[] = {2, 3, 0};
	for (enum lw_glibc_sort how = LW_GLIBC_SORT_OWN; how <= LW_GLIBC_SORT_DFS; how++) {
		const uint32_t *order;
		uint32_t n;
		assert_true(lw_glibc_init_order_by(&g, how, &a, &order, &n, &err));
		assert_int_equal(n, 3);
		assert_memory_equal(order, expected, sizeof expected);
	}
	lw_arena_free(&a);
}

/* A library that dlopen opened, x and y, which it needs; y has been bound to x, and x to the library. Worked through by
 * hand with elf/dl-sort-maps.c and elf/dl-close.c; against the real loader: tests/live/fuse_random.py. */
static const struct lw_object three[] = {{.id = 0, .role = LW_ROLE_PROGRAM, .found = true},
					 {.id = 1, .role = LW_ROLE_LIBRARY, .found = true},
					 {.id = 2, .role = LW_ROLE_LIBRARY, .found = true}};
static const struct lw_edge their_needs[] = {{.from = 0, .to = 1}, {.from = 0, .to = 2}};
static const uint32_t their_list[] = {1, 2};

static struct lw_graph opened(uint16_t minor) {
	return (struct lw_graph){.loader = {.kind = "glibc", .minor = minor},
				 .objects = three,
				 .n_objects = 3,
				 .edges = their_needs,
				 .n_edges = 2,
				 .order = their_list,
				 .n_order = 2};
}

static void closing_by_ties(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	static const struct lw_glibc_tie ties[] = {{2, 1, false}, {1, 0, false}};
	static const uint32_t without[] = {0, 1, 2}, with[] = {0, 2, 1};
	for (uint16_t minor = 31; minor <= 36; minor += 5) {
		const struct lw_graph g = opened(minor);
		struct lw_glibc_closing end;
		assert_true(lw_glibc_close_order(&g, NULL, 0, &a, &end, &err));
		assert_int_equal(end.n, 3);
		assert_memory_equal(end.order, without, sizeof without);
		assert_true(lw_glibc_close_order(&g, ties, 2, &a, &end, &err));
		assert_memory_equal(end.order, with, sizeof with);
		for (uint32_t i = 0; i < 3; i++)
			assert_false(end.kept[i]);
	}
	lw_arena_free(&a);
}

/* What is unique keeps its object, with all that was bound before or after, and what that needs; no tie is kept to it.
 */
static void closing_keeps(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	static const struct lw_glibc_tie unique[] = {{2, 1, true}, {2, 1, false}, {7, 1, false}};
	static const struct lw_glibc_tie back[] = {{2, 2, true}, {2, 0, false}};
	const struct lw_graph g = opened(36);
	struct lw_glibc_closing end;
	assert_true(lw_glibc_close_order(&g, unique, 3, &a, &end, &err));
	assert_true(end.kept[1]);
	assert_false(end.kept[0]);
	assert_false(end.kept[2]);
	assert_true(lw_glibc_close_order(&g, back, 2, &a, &end, &err));
	for (uint32_t i = 0; i < 3; i++)
		assert_true(end.kept[i]);
	lw_arena_free(&a);
}

/* Where no library needs another, opening them changes nothing. */
static void reopened(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const uint32_t *order;
	uint32_t n;
	const struct lw_graph g = opened(36);
	assert_true(lw_glibc_reopened_order(&g, &a, &order, &n, &err));
	assert_int_equal(n, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(order[i], i);
	lw_arena_free(&a);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deep_chain),       cmocka_unit_test(long_cycle),      cmocka_unit_test(not_glibc),
		cmocka_unit_test(missing_left_out), cmocka_unit_test(closing_by_ties), cmocka_unit_test(closing_keeps),
		cmocka_unit_test(reopened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
