/* SPDX-License-Identifier: Apache-2.0 */
/* File systems laid over another: who answers, what hides what, and that ".." leaves a mount where links in it do not.
 */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "os/fs_mem.h"
#include "os/fs_mount.h"

struct fixture {
	struct lw_arena a;
	struct lw_mem_fs base, wheel, other;
	struct lw_mount_fs m;
	struct lw_error err;
};

static void add(struct fixture *f, struct lw_mem_fs *m, const char *path, const char *target, const char *bytes) {
	struct lw_mem_node *n = lw_mem_fs_add(m, path, target != NULL ? LW_MEM_LINK : LW_MEM_FILE, &f->err);
	assert_non_null(n);
	n->target = target;
	if (bytes != NULL)
		n->bytes = (struct lw_span){(const uint8_t *)bytes, strlen(bytes)};
}

static int set_up(void **state) {
	static struct fixture f;
	memset(&f, 0, sizeof f);
	struct lw_mem_fs *const all[] = {&f.base, &f.wheel, &f.other};
	for (size_t i = 0; i < 3; i++)
		assert_true(lw_mem_fs_init(all[i], &f.a, &f.err));
	add(&f, &f.base, "/lib/libc.so", NULL, "libc");
	add(&f, &f.base, "/site/base.py", NULL, "base");
	add(&f, &f.wheel, "/pkg/x.so", NULL, "x of the wheel");
	add(&f, &f.wheel, "/pkg/both.so", NULL, "first");
	add(&f, &f.wheel, "/pkg/out.so", "/lib/libc.so", NULL);
	add(&f, &f.wheel, "/pkg/far", "/data/deep", NULL);
	add(&f, &f.wheel, "/data/deep/y.so", NULL, "y");
	add(&f, &f.wheel, "/d.data/platlib/z.so", NULL, "z");
	add(&f, &f.other, "/pkg/both.so", NULL, "second one");
	add(&f, &f.other, "/only/o.so", NULL, "o");
	add(&f, &f.base, "/site/below/b.py", NULL, "b");
	lw_mount_fs_init(&f.m, &f.base.fs, &f.a);
	assert_true(lw_mount_fs_add(&f.m, (struct lw_mount){"/site", "", &f.wheel.fs, 7}, &f.err));
	assert_true(lw_mount_fs_add(&f.m, (struct lw_mount){"/site", "/d.data/platlib", &f.wheel.fs, 8}, &f.err));
	assert_true(lw_mount_fs_add(&f.m, (struct lw_mount){"/site", "", &f.other.fs, 9}, &f.err));
	*state = &f;
	return 0;
}

static int tear_down(void **state) {
	lw_arena_free(&((struct fixture *)*state)->a);
	return 0;
}

static void answers_with_the_last_that_has_it(void **state) {
	struct fixture *f = *state;
	static const struct {
		const char *path;
		uint64_t size;
		uint32_t owner; /* 0: the base */
		const char *real;
	} cases[] = {
		{"/lib/libc.so", 4, 0, "/lib/libc.so"},
		{"/site/base.py", 4, 0, "/site/base.py"},
		{"/site/pkg/x.so", 14, 7, "/site/pkg/x.so"},
		{"/site/pkg/both.so", 10, 9, "/site/pkg/both.so"},
		{"/site/z.so", 1, 8, "/site/z.so"},
		{"//site/./pkg//x.so", 14, 7, "/site/pkg/x.so"},
		{"/lib/../site/pkg/x.so", 14, 7, "/site/pkg/x.so"},
		{"/site/pkg/../../lib/libc.so", 4, 0, "/lib/libc.so"},
		{"/site/pkg/far/y.so", 1, 7, "/site/data/deep/y.so"},
		{"/site/pkg/far/../deep/y.so", 1, 7, "/site/data/deep/y.so"},
		{"/site/data/../pkg/both.so", 10, 9, "/site/pkg/both.so"},
		{"/site/only/../pkg/x.so", 14, 7, "/site/pkg/x.so"},
		{"/site/data/../only/o.so", 1, 9, "/site/only/o.so"},
		{"/site/below/../pkg/both.so", 10, 9, "/site/pkg/both.so"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lw_stat st;
		char real[64];
		const struct lw_mount *which = lw_mount_fs_which(&f->m, cases[i].path);
		assert_int_equal(f->m.fs.ops->stat(&f->m.fs, cases[i].path, &st), 0);
		assert_int_equal(st.size, cases[i].size);
		assert_int_equal(which == NULL ? 0 : which->owner, cases[i].owner);
		assert_int_equal(f->m.fs.ops->realpath(&f->m.fs, cases[i].path, real, sizeof real), 0);
		assert_string_equal(real, cases[i].real);
	}
}

static void keeps_links_inside(void **state) {
	struct fixture *f = *state;
	struct lw_source src;
	struct lw_stat st;
	/* The wheel has no /lib of its own. */
	assert_int_equal(f->m.fs.ops->open(&f->m.fs, "/site/pkg/out.so", &src, &st), ENOENT);
	assert_int_equal(f->m.fs.ops->access(&f->m.fs, "/site/pkg/out.so"), ENOENT);
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, "/sitex/pkg", &st), ENOENT);
	/* Nobody has the directory that the path goes through. */
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, "/site/none/../pkg/x.so", &st), ENOENT);
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, "/site/base.py/../pkg/x.so", &st), ENOENT);
}

static void tells_files_apart(void **state) {
	struct fixture *f = *state;
	struct lw_stat x, y, z;
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, "/lib/libc.so", &x), 0);
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, "/site/pkg/x.so", &y), 0);
	assert_int_equal(f->m.fs.ops->stat(&f->m.fs, "/site/pkg/both.so", &z), 0);
	assert_true(x.dev != y.dev && y.dev != z.dev && x.dev != z.dev);
}

static bool count(void *ctx, const char *name) {
	(void)name;
	++*(unsigned *)ctx;
	return true;
}

static void lists_all(void **state) {
	struct fixture *f = *state;
	unsigned n = 0;
	assert_int_equal(f->m.fs.ops->list(&f->m.fs, "/site", count, &n), 0);
	assert_int_equal(n, 8); /* pkg, only; z.so; pkg, data, d.data; base.py, below */
	assert_int_equal(f->m.fs.ops->list(&f->m.fs, "/nowhere", count, &n), ENOENT);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_with_the_last_that_has_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keeps_links_inside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_files_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_all, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
