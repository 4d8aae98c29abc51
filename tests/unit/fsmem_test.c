/* SPDX-License-Identifier: Apache-2.0 */
/* The file system in memory behaves as a disk does where a loader can tell. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "os/fs_mem.h"

struct fixture {
	struct lw_arena a;
	struct lw_mem_fs m;
	struct lw_error err;
};

static void add(struct fixture *f, const char *path, enum lw_mem_kind kind, const char *what) {
	struct lw_mem_node *n = lw_mem_fs_add(&f->m, path, kind, &f->err);
	assert_non_null(n);
	if (kind == LW_MEM_LINK)
		n->target = what;
	else if (what != NULL)
		n->bytes = (struct lw_span){(const uint8_t *)what, strlen(what)};
}

static int set_up(void **state) {
	static struct fixture f;
	memset(&f, 0, sizeof f);
	struct lw_error err = {0};
	assert_true(lw_mem_fs_init(&f.m, &f.a, &err));
	add(&f, "/usr/lib/libz.so.1.2", LW_MEM_FILE, "zlib");
	add(&f, "/usr/lib/libz.so.1", LW_MEM_LINK, "libz.so.1.2");
	add(&f, "/lib", LW_MEM_LINK, "usr/lib");
	add(&f, "/loop", LW_MEM_LINK, "/loop");
	add(&f, "/dangling", LW_MEM_LINK, "/nowhere");
	add(&f, "/abs", LW_MEM_LINK, "/usr/lib");
	add(&f, "/closed/x", LW_MEM_FILE, "x");
	lw_map_get(&f.m.nodes, "/closed", 7);
	int sys;
	lw_mem_fs_find(&f.m, "/closed", &sys)->mode = 0;
	*state = &f;
	return 0;
}

static int tear_down(void **state) {
	lw_arena_free(&((struct fixture *)*state)->a);
	return 0;
}

static void finds_what_a_disk_finds(void **state) {
	struct fixture *f = *state;
	static const struct {
		const char *path;
		int sys;
		const char *real;
	} cases[] = {
		{"/usr/lib/libz.so.1.2", 0, "/usr/lib/libz.so.1.2"},
		{"/lib/libz.so.1", 0, "/usr/lib/libz.so.1.2"},
		{"/abs/../lib/./libz.so.1", 0, "/usr/lib/libz.so.1.2"},
		{"//usr///lib/", 0, "/usr/lib"},
		{"/..", 0, "/"},
		{"/usr/lib/libz.so.1/", ENOTDIR, NULL},
		{"/usr/lib/libz.so.1/x", ENOTDIR, NULL},
		{"/nothing", ENOENT, NULL},
		{"/dangling", ENOENT, NULL},
		{"/loop", ELOOP, NULL},
		{"/loop/x", ELOOP, NULL},
		{"/closed/x", EACCES, NULL},
		{"", ENOENT, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char real[4096];
		int sys = f->m.fs.ops->realpath(&f->m.fs, cases[i].path, real, sizeof real);
		assert_int_equal(sys, cases[i].sys);
		if (sys == 0)
			assert_string_equal(real, cases[i].real);
	}
}

static void opens_only_what_may_be_read(void **state) {
	struct fixture *f = *state;
	struct lw_source src;
	struct lw_stat st;
	assert_int_equal(f->m.fs.ops->open(&f->m.fs, "/lib/libz.so.1", &src, &st), 0);
	assert_int_equal(st.size, 4);
	assert_int_equal(f->m.fs.ops->open(&f->m.fs, "/lib", &src, &st), 0);
	assert_int_equal(st.kind, LW_KIND_DIR);
	int sys;
	lw_mem_fs_find(&f->m, "/usr/lib/libz.so.1.2", &sys)->mode = 0;
	assert_int_equal(f->m.fs.ops->open(&f->m.fs, "/lib/libz.so.1", &src, &st), EACCES);
}

static void a_long_name_is_too_long(void **state) {
	struct fixture *f = *state;
	char path[600];
	struct lw_stat st;
	memset(path, 'a', sizeof path);
	path[0] = '/';
	path[sizeof path - 1] = '\0';
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, path, &st), ENAMETOOLONG);
}

static void a_path_is_taken_once(void **state) {
	struct fixture *f = *state;
	assert_null(lw_mem_fs_add(&f->m, "/usr/lib/libz.so.1.2", LW_MEM_FILE, &f->err));
	assert_int_equal(f->err.code, LW_E_USAGE);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_what_a_disk_finds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(opens_only_what_may_be_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_name_is_too_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_path_is_taken_once, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
