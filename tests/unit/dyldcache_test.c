/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/span.h"
#include "format/dyldcache.h"

#define HEAD 0x1c8u
#define NAMES (HEAD + 64)
#define SIZE (NAMES + 32)

/* Two libraries, /a and /b, in the list that caches have had since macOS 12. */
static void make(uint8_t bytes[SIZE]) {
	memset(bytes, 0, SIZE);
	memcpy(bytes, "dyld_v1  arm64e", 16);
	lw_store_uint(bytes + 0x10, 4, false, HEAD);
	lw_store_uint(bytes + 0x1c0, 4, false, HEAD);
	lw_store_uint(bytes + 0x1c4, 4, false, 2);
	lw_store_uint(bytes + HEAD + 24, 4, false, NAMES);
	lw_store_uint(bytes + HEAD + 32 + 24, 4, false, NAMES + 3);
	memcpy(bytes + NAMES, "/a\0/b", 6);
}

static enum lw_code parse(const uint8_t *bytes, size_t n, struct lw_arena *a, struct lw_dyldcache **out) {
	struct lw_source src;
	struct lw_error err = {0};
	uint8_t *copy = malloc(n == 0 ? 1 : n); /* of exactly that size, for the sanitizers */
	assert_non_null(copy);
	memcpy(copy, bytes, n);
	*out = NULL;
	lw_source_of_memory(&src, (struct lw_span){copy, n});
	const bool ok = lw_dyldcache_parse(&src, a, out, &err);
	assert_int_equal(ok, *out != NULL);
	free(copy);
	return err.code;
}

static void names_of_the_new_list(void **state) {
	(void)state;
	uint8_t bytes[SIZE];
	struct lw_arena a = {0};
	struct lw_dyldcache *c;
	make(bytes);
	assert_int_equal(parse(bytes, SIZE, &a, &c), LW_E_OK);
	assert_string_equal(c->arch, "arm64e");
	assert_int_equal(c->n_names, 2);
	assert_string_equal(c->names[0], "/a");
	assert_string_equal(c->names[1], "/b");
	lw_arena_free(&a);
}

static void names_of_the_old_list(void **state) {
	(void)state;
	uint8_t bytes[SIZE];
	struct lw_arena a = {0};
	struct lw_dyldcache *c;
	make(bytes);
	lw_store_uint(bytes + 0x10, 4, false, 0x68);
	lw_store_uint(bytes + 0x18, 4, false, HEAD);
	lw_store_uint(bytes + 0x1c, 4, false, 1);
	assert_int_equal(parse(bytes, SIZE, &a, &c), LW_E_OK);
	assert_int_equal(c->n_names, 1);
	assert_string_equal(c->names[0], "/a");
	lw_arena_free(&a);
}

static void a_name_that_cannot_be_read_is_left_out(void **state) {
	(void)state;
	uint8_t bytes[SIZE];
	struct lw_arena a = {0};
	struct lw_dyldcache *c;
	make(bytes);
	lw_store_uint(bytes + HEAD + 24, 4, false, 0xfffffff0);
	assert_int_equal(parse(bytes, SIZE, &a, &c), LW_E_OK);
	assert_int_equal(c->n_names, 1);
	assert_string_equal(c->names[0], "/b");
	lw_arena_free(&a);
}

static void what_is_wrong_has_a_code(void **state) {
	(void)state;
	uint8_t bytes[SIZE];
	struct lw_arena a = {0};
	struct lw_dyldcache *c;
	make(bytes);
	assert_int_equal(parse(bytes, 0, &a, &c), LW_E_UNKNOWN_FORMAT);
	assert_int_equal(parse(bytes, 64, &a, &c), LW_E_TRUNCATED);
	assert_int_equal(parse(bytes, HEAD + 8, &a, &c), LW_E_TRUNCATED);
	lw_store_uint(bytes + 0x1c4, 4, false, 0x7fffffff);
	assert_int_equal(parse(bytes, SIZE, &a, &c), LW_E_LIMIT);
	lw_store_uint(bytes + 0x1c4, 4, false, 0);
	assert_int_equal(parse(bytes, SIZE, &a, &c), LW_E_MALFORMED);
	memcpy(bytes, "dyld_v2", 7);
	assert_int_equal(parse(bytes, SIZE, &a, &c), LW_E_UNKNOWN_FORMAT);
	lw_arena_free(&a);
}

static void every_cut_and_every_byte_is_an_answer(void **state) {
	(void)state;
	uint8_t bytes[SIZE];
	struct lw_dyldcache *c;
	for (size_t i = 0; i < SIZE; i++) {
		struct lw_arena a = {0};
		make(bytes);
		(void)parse(bytes, i, &a, &c);
		bytes[i] = 0xff;
		(void)parse(bytes, SIZE, &a, &c);
		lw_arena_free(&a);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_the_new_list),
		cmocka_unit_test(names_of_the_old_list),
		cmocka_unit_test(a_name_that_cannot_be_read_is_left_out),
		cmocka_unit_test(what_is_wrong_has_a_code),
		cmocka_unit_test(every_cut_and_every_byte_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
