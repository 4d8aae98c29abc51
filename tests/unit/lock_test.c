/* SPDX-License-Identifier: Apache-2.0 */
/* Names and paths that stand for the same file, what a lock says, and files that are written as a whole. */
#define _GNU_SOURCE
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linkwright/write.h"
#include "base/libname.h"
#include "lock/lock.h"

static void plain(const char *path, const char *want) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const char *got = lw_lib_without_hash(&a, path, &err);
	assert_non_null(got);
	assert_string_equal(got, want);
	lw_arena_free(&a);
}

static void names_lose_what_bundlers_add(void **state) {
	(void)state;
	plain("x.libs/libz3-0a1b2c3d.so.4.8", "libz3.so.4.8");
	plain("libgfortran-040039e1-0352e75f.so.5", "libgfortran-040039e1.so.5");
	plain("msvcp140-ba6aa1c2d9ed5d4da8c5a7a3f1f4ee8f.dll", "msvcp140.dll");
	plain("/lib/libz.so.1", "libz.so.1");
	plain("libx-deadbeef", "libx");
	plain("libx-deadbee.so", "libx-deadbee.so");
	plain("libx-deadbeeg.so", "libx-deadbeeg.so");
	plain("libx-deadbeef_1.so", "libx-deadbeef_1.so");
	plain("libx-2024.so", "libx-2024.so");
}

static void pairs(enum lw_match match, const uint32_t *want) {
	static const char *const x[] = {"lib/liba-01234567.so", "same", "twice/b.so", "twice", "twice", "gone", "c.so"};
	static const char *const y[] = {"twice", "same", "other/liba.so", "p/b.so", "q/b.so", "d/c-89abcdef.so"};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	uint32_t *got;
	assert_true(lw_paths_pair(&a, (struct lw_paths){x, 7}, (struct lw_paths){y, 6}, match, &got, &err));
	for (uint32_t i = 0; i < 7; i++)
		assert_int_equal(got[i], want[i]);
	lw_arena_free(&a);
}

static void paths_are_paired_one_for_one(void **state) {
	static const uint32_t exact[] = {LW_NO_ID, 1, LW_NO_ID, 0, LW_NO_ID, LW_NO_ID, LW_NO_ID};
	/* b.so is there twice: nobody knows which. */
	static const uint32_t loose[] = {2, 1, LW_NO_ID, 0, LW_NO_ID, LW_NO_ID, 5};
	(void)state;
	pairs(LW_MATCH_EXACT, exact);
	pairs(LW_MATCH_LOOSE, loose);
}

#define LOCK(files, binaries) \
	"{\"linkwright\":{\"schema\":\"lock\",\"version\":1},\"results\":[{\"target\":\"t\",\"kind\":\"directory\"," \
	"\"beside\":[],\"options\":[],\"files\":[" files "],\"binaries\":[" binaries "]}]}"
#define FILE_OF(path, sha) \
	"{\"path\":\"" path "\",\"soname\":null,\"build_id\":null,\"sha256\":" sha ",\"size\":1,\"package\":null}"
#define SHA_A "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""
#define SHA_B "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\""
#define BINARY(path, names) "{\"path\":\"" path "\",\"error\":null,\"stopped\":null,\"names\":[" names "]}"
#define NAME(name, path, rule) "{\"name\":\"" name "\",\"path\":\"" path "\",\"rule\":\"" rule "\"}"
#define LACKS(name) "{\"name\":\"" name "\",\"path\":null,\"how\":\"missing\"}"

static struct lw_lockfile *parse(const char *text) {
	struct lw_lockfile *lock = NULL;
	struct lw_error err = {0};
	if (!lw_lockfile_parse(text, strlen(text), &lock, &err))
		fail_msg("%s", err.text);
	return lock;
}

static void fails(const char *text, enum lw_code code) {
	struct lw_lockfile *lock = NULL;
	struct lw_error err = {0};
	assert_false(lw_lockfile_parse(text, strlen(text), &lock, &err));
	assert_null(lock);
	assert_int_equal(err.code, code);
}

static void a_lock_is_believed_only_where_it_is_sound(void **state) {
	(void)state;
	fails("", LW_E_MALFORMED);
	fails("[1", LW_E_MALFORMED);
	fails("{}", LW_E_MALFORMED);
	fails(LOCK(FILE_OF("a", "\"aa\""), ""), LW_E_MALFORMED);
	fails(LOCK(FILE_OF("a", "1"), ""), LW_E_MALFORMED);
	fails(LOCK(FILE_OF("a", "null") "," FILE_OF("a", "null"), ""), LW_E_MALFORMED);
	fails(LOCK("", BINARY("a", "")), LW_E_MALFORMED);
	fails(LOCK(FILE_OF("a", "null"), BINARY("a", NAME("n", "b", "cache"))), LW_E_MALFORMED);
	fails(LOCK(FILE_OF("a", "null"), BINARY("a", NAME("n", "a", "cach"))), LW_E_MALFORMED);
	lw_lockfile_free(parse(LOCK(FILE_OF("a", SHA_A), BINARY("a", NAME("n", "a", "cache")))));
}

struct row {
	enum lw_drift_kind kind;
	const char *subject, *name;
};

static void drifts(const char *was_text, const char *now_text, const struct row *want, uint32_t n) {
	struct lw_lockfile *was = parse(was_text), *now = parse(now_text);
	struct lw_drifts got;
	struct lw_error err = {0};
	assert_true(lw_lockfile_compare(was, now, LW_MATCH_EXACT, &got, &err));
	assert_int_equal(got.n, n);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(got.at[i].kind, want[i].kind);
		assert_string_equal(got.at[i].subject, want[i].subject);
		assert_true((got.at[i].name == NULL) == (want[i].name == NULL));
		if (want[i].name != NULL)
			assert_string_equal(got.at[i].name, want[i].name);
	}
	lw_lockfile_free(was);
	lw_lockfile_free(now);
}

static void each_difference_is_told(void **state) {
	static const char was[] =
		LOCK(FILE_OF("app", SHA_A) "," FILE_OF("l", SHA_A) "," FILE_OF("/m", SHA_A),
		     BINARY("app", NAME("l", "l", "runpath") "," NAME("m", "/m", "cache") "," LACKS("z")));
	static const char now[] = LOCK(
		FILE_OF("/m", SHA_A) "," FILE_OF("app", SHA_A) "," FILE_OF("l", SHA_B) "," FILE_OF("n", SHA_A),
		BINARY("app", NAME("l", "l", "rpath") "," NAME("m", "n", "cache") "," NAME("z", "n", "env")) "," BINARY(
			"n", ""));
	static const struct row rows[] = {{LW_DRIFT_RULE, "app", "l"},
					  {LW_DRIFT_PATH, "app", "m"},
					  {LW_DRIFT_FOUND, "app", "z"},
					  {LW_DRIFT_CONTENT, "l", NULL},
					  {LW_DRIFT_BINARY_NEW, "n", NULL}};
	static const struct row back[] = {{LW_DRIFT_RULE, "app", "l"},
					  {LW_DRIFT_PATH, "app", "m"},
					  {LW_DRIFT_MISSING, "app", "z"},
					  {LW_DRIFT_CONTENT, "l", NULL},
					  {LW_DRIFT_BINARY_GONE, "n", NULL}};
	(void)state;
	drifts(was, was, NULL, 0);
	drifts(was, now, rows, 5);
	drifts(now, was, back, 5);
}

static void a_file_is_replaced_as_a_whole(void **state) {
	char dir[] = "/tmp/lw-lock-test-XXXXXX", path[64], text[16] = {0};
	struct lw_error err = {0};
	struct stat st;
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/f", dir);
	assert_true(lw_write_file(path, "one", 3, &err));
	assert_int_equal(chmod(path, 0604), 0);
	assert_true(lw_write_file(path, "second", 6, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0604);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(text, 1, sizeof text, f), 6);
	fclose(f);
	assert_string_equal(text, "second");
	unlink(path);
	/* Nothing else was left there. */
	assert_int_equal(rmdir(dir), 0);
	assert_false(lw_write_file(path, "x", 1, &err));
	assert_int_equal(err.code, LW_E_IO);
	assert_true(lw_write_file("/dev/null", "x", 1, &err));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_lose_what_bundlers_add),
		cmocka_unit_test(paths_are_paired_one_for_one),
		cmocka_unit_test(a_lock_is_believed_only_where_it_is_sound),
		cmocka_unit_test(each_difference_is_told),
		cmocka_unit_test(a_file_is_replaced_as_a_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
