/* SPDX-License-Identifier: Apache-2.0 */
/* Names without regard to case, and paths of Windows in a tree. */
#include "unit.h"

#include <string.h>

#include "base/fold.h"
#include "base/path.h"
#include "loader/windows.h"
#include "os/fs_mem.h"

struct fixture {
	struct lw_arena a;
	struct lw_mem_fs m;
	struct lw_session *s;
	struct lw_error err;
};

static int set_up(void **state) {
	static const char *const files[] = {"/C/Windows/System32/Kernel32.dll", "/C/App/a.dll", "/C/App/A.DLL",
					    "/C/App/\xc3\x84rger.dll", "/d:/data/x"};
	static struct fixture f;
	memset(&f, 0, sizeof f);
	assert_true(lw_mem_fs_init(&f.m, &f.a, &f.err));
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		assert_non_null(lw_mem_fs_add(&f.m, files[i], LW_MEM_FILE, &f.err));
	assert_true(lw_session_new_on(&f.m.fs, &f.s, &f.err));
	*state = &f;
	return 0;
}

static int tear_down(void **state) {
	struct fixture *f = *state;
	lw_session_free(f->s);
	lw_arena_free(&f->a);
	return 0;
}

static void folds_as_unicode_does(void **state) {
	(void)state;
	static const char *const same[][2] = {
		{"kernel32.DLL", "KERNEL32.dll"},         {"\xc3\xa4\xc3\xb6\xc3\xbf", "\xc3\x84\xc3\x96\xc5\xb8"},
		{"\xc5\xbe\xc4\x91", "\xc5\xbd\xc4\x90"}, {"\xce\xb1\xcf\x8e", "\xce\x91\xce\x8f"},
		{"\xd0\xb6\xd1\x91", "\xd0\x96\xd0\x81"},
	};
	static const char *const other[][2] = {{"a", "b"},         {"a", "ab"},          {"\xc3\xb7", "\xc3\x97"},
					       {"\xc3\x9f", "SS"}, {"\xc3", "\xc3\xa4"}, {"[", "{"}};
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		assert_true(lw_fold_same(same[i][0], same[i][1]));
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		assert_false(lw_fold_same(other[i][0], other[i][1]));
}

static void spells_as_the_tree_does(void **state) {
	struct fixture *f = *state;
	static const struct {
		const char *path, *is;
	} cases[] = {
		{"/c/windows/SYSTEM32/kernel32.dll", "/C/Windows/System32/Kernel32.dll"},
		{"/C/app/A.DLL", "/C/App/A.DLL"},
		{"/C/app/a.dll", "/C/App/a.dll"},
		{"/C/app/A.dll", "/C/App/A.DLL"},
		{"/c/APP/\xc3\xa4RGER.dll", "/C/App/\xc3\x84rger.dll"},
		{"/D:/DATA", "/d:/data"},
		{"/", "/"},
		{"/C/app/b.dll", NULL},
		{"/C/app/a.dll/x", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (unsigned again = 0; again < 2; again++) {
			const char *got;
			assert_true(lw_session_spell(f->s, cases[i].path, &got, &f->err));
			if (cases[i].is == NULL)
				assert_null(got);
			else
				assert_string_equal(got, cases[i].is);
		}
	}
}

struct path_case {
	const char *text, *is;
};

static void check_paths(struct fixture *f, bool drives, const char *dir, const struct path_case *cases, size_t n) {
	struct wi_process p = {.s = f->s, .a = &f->s->graphs, .drives = drives};
	for (size_t i = 0; i < n; i++) {
		const char *got;
		assert_true(lw_wi_path(&p, dir, cases[i].text, &got, &f->err));
		if (cases[i].is == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].is);
	}
}

static void knows_drives(void **state) {
	static const struct path_case cases[] = {
		{"C:\\Windows", "/C/Windows"},
		{"c:/Windows/../app", "/C/app"},
		{"C:\\..\\..\\x", "/C/x"},
		{"\\\\?\\C:\\x\\y", "/C/x/y"},
		{"D:\\data\\", "/d:/data"},
		{"E:\\x", NULL},
		{"\\\\server\\share\\x", NULL},
		{"\\tools", "/C/tools"},
		{"tools\\bin", "/C/App/tools/bin"},
		{".\\x. \\y ", "/C/App/x/y"},
		{"..", "/C"},
		{"..\\..\\..", "/C"},
		{"/C/App/x", "/C/App/x"},
		{"/tools", "/C/tools"},
	};
	check_paths(*state, true, "/C/App", cases, sizeof cases / sizeof cases[0]);
}

static void takes_a_tree_for_a_drive(void **state) {
	static const struct path_case cases[] = {
		{"C:\\Windows", "/Windows"}, {"D:\\x", NULL}, {"/home/me", "/home/me"}, {"\\tools", "/tools"},
		{"bin", "/app/bin"},         {"C:\\", "/"},   {"..\\..\\..\\x", "/x"},
	};
	check_paths(*state, false, "/app", cases, sizeof cases / sizeof cases[0]);
}

static void tells_windows_paths(void **state) {
	(void)state;
	assert_true(lw_path_is_windows("C:\\x"));
	assert_true(lw_path_is_windows("z:/x"));
	assert_true(lw_path_is_windows("\\\\?\\C:\\x"));
	assert_false(lw_path_is_windows("C:x"));
	assert_false(lw_path_is_windows("/C/x"));
	assert_false(lw_path_is_windows("\\\\server\\x"));
	assert_false(lw_path_is_windows(""));
	assert_true(lw_wi_on_drive("/C/x"));
	assert_true(lw_wi_on_drive("/c:/x"));
	assert_false(lw_wi_on_drive("/usr/x"));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds_as_unicode_does),
		cmocka_unit_test_setup_teardown(spells_as_the_tree_does, set_up, tear_down),
		cmocka_unit_test_setup_teardown(knows_drives, set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_a_tree_for_a_drive, set_up, tear_down),
		cmocka_unit_test(tells_windows_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
