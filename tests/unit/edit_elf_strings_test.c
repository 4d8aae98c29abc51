/* SPDX-License-Identifier: Apache-2.0 */
/* Where an edit of an ELF file puts new strings, and what becomes of the old ones. */
#include "unit.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "edit_elf_fixture.h"

#define NOWHERE UINT64_MAX

static void run(struct ex_opts o, unsigned flavour, const struct lw_edit *edits, size_t n, struct fx *f,
		struct ex_edited *x) {
	ex_edit_made(ex_in_flavour(o, flavour), edits, n, (struct lw_edit_opts){.drop_versions = true}, f, x);
	if (!x->ok)
		fail_msg("%s", x->err.text);
}

static void the_end_of_another_string(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		static const struct lw_edit edit = {LW_EDIT_SET_SONAME, "own.so.1", NULL};
		struct fx f;
		struct ex_edited x;
		run((struct ex_opts){0}, k, &edit, 1, &f, &x);
		assert_int_equal(x.e.strategy, LW_STRATEGY_IN_PLACE);
		assert_int_equal(ex_tag(&x, DT_SONAME), fx_get(&f, "dyn.DT_SONAME", "d_val") + 3);
		/* The base version still has the whole name. */
		assert_int_equal(ex_find(x.bytes, "libown.so.1"),
				 ex_find((struct lw_span){f.bytes, f.n}, "libown.so.1"));
		ex_end(&f, &x);
	}
}

static void the_front_of_a_dropped_string(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		static const struct lw_edit edit = {LW_EDIT_SET_SONAME, "own.so.1", NULL};
		struct fx f;
		struct ex_edited x;
		run((struct ex_opts){.no_own_versions = true}, k, &edit, 1, &f, &x);
		assert_int_equal(ex_find(x.bytes, "libown.so.1"), NOWHERE);
		assert_string_equal(x.img->soname.text, "own.so.1");
		assert_int_equal(x.bytes.len, f.n);
		ex_end(&f, &x);
	}
}

static void bytes_that_are_free(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		static const struct lw_edit edit = {LW_EDIT_SET_RPATH, "/opt", NULL};
		struct fx f;
		struct ex_edited x;
		run((struct ex_opts){0}, k, &edit, 1, &f, &x);
		assert_int_equal(x.e.strategy, LW_STRATEGY_IN_PLACE);
		assert_int_equal(ex_tag(&x, DT_RUNPATH), fx_get(&f, "dyn.DT_RUNPATH", "d_val"));
		assert_int_equal(ex_tag(&x, DT_STRSZ), fx_get(&f, "dyn.DT_STRSZ", "d_val"));
		assert_int_equal(ex_find(x.bytes, "mine/lib"), NOWHERE);
		ex_end(&f, &x);
	}
}

static void dropped_strings_are_wiped(void **state) {
	(void)state;
	static const struct {
		struct lw_edit edit;
		bool own_versions;
		const char *text;
		bool stays;
	} rows[] = {
		{{LW_EDIT_CLEAR_RPATH, NULL, NULL}, true, "/build/of/mine/lib", false},
		{{LW_EDIT_SET_SONAME, "q", NULL}, false, "libown.so.1", false},
		{{LW_EDIT_SET_SONAME, "q", NULL}, true, "libown.so.1", true}, /* the base version has it */
		{{LW_EDIT_REMOVE_NEEDED, "libm.so.6", NULL}, true, "libm.so.6", false},
		{{LW_EDIT_REMOVE_VERSION, "GLIBC_2.29", NULL}, true, "libm.so.6", true}, /* it is needed */
		{{LW_EDIT_RENAME_SYMBOL, "use_a", "use_b"}, true, "use_a", false},
	};
	for (unsigned n = 0; n < 4 * sizeof rows / sizeof rows[0]; n++) {
		struct fx f;
		struct ex_edited x;
		run((struct ex_opts){.no_own_versions = !rows[n / 4].own_versions}, n % 4, &rows[n / 4].edit, 1, &f,
		    &x);
		assert_int_equal(ex_find(x.bytes, rows[n / 4].text) != NOWHERE, rows[n / 4].stays);
		ex_end(&f, &x);
	}
}

/* A string in the end of another: each goes when its last name does. */
static void strings_in_each_other(void **state) {
	(void)state;
	for (unsigned n = 0; n < 8; n++) {
		static const struct lw_edit edits[] = {{LW_EDIT_CLEAR_RPATH, NULL, NULL},
						       {LW_EDIT_SET_SONAME, "q", NULL}};
		struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		struct ex_edited x;
		o.no_own_versions = true;
		ex_make(&f, &o);
		fx_set(&f, "dyn.DT_SONAME", "d_val", fx_get(&f, "dyn.DT_RUNPATH", "d_val") + strlen("/build/of/"));
		ex_edit(&f, edits, n < 4 ? 1 : 2, (struct lw_edit_opts){0}, &x);
		assert_true(x.ok);
		assert_int_equal(ex_find(x.bytes, "/build/of/mine/lib"), NOWHERE);
		assert_int_equal(ex_find(x.bytes, "of/mine/lib"), NOWHERE);
		assert_int_equal(ex_find(x.bytes, "mine/lib") != NOWHERE, n < 4);
		assert_string_equal(x.img->soname.text, n < 4 ? "mine/lib" : "q");
		ex_end(&f, &x);
	}
}

/* Also in the table that has been moved away from, and where a new string has taken the place and begins alike. */
static void the_old_table_is_wiped(void **state) {
	(void)state;
	static const struct lw_edit edits[] = {
		{LW_EDIT_SET_RPATH, "/build/of", NULL},
		{LW_EDIT_ADD_NEEDED, "a-library-with-a-name-that-is-longer-than-the-path-was.so", NULL},
	};
	for (unsigned n = 0; n < 16; n++) {
		struct ex_opts o = {.far = n < 8 ? 0 : 5000, .room_in_file = n / 4 % 2 == 0 ? 0 : 2000};
		struct fx f;
		struct ex_edited x;
		run(o, n % 4, edits, 2, &f, &x);
		assert_string_equal(x.img->runpath.text, "/build/of");
		assert_int_equal(ex_find(x.bytes, "/build/of/mine/lib"), NOWHERE);
		assert_int_equal(ex_find(x.bytes, "mine/lib"), NOWHERE);
		assert_int_equal(ex_find(x.bytes, "lib"), NOWHERE);
		ex_end(&f, &x);
	}
}

static void one_string_for_the_same_text(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		static const struct lw_edit edits[] = {{LW_EDIT_SET_SONAME, "libz.so.1", NULL},
						       {LW_EDIT_REPLACE_NEEDED, "libm.so.6", "libz.so.1"}};
		struct fx f;
		struct ex_edited x;
		run((struct ex_opts){0}, k, edits, 2, &f, &x);
		assert_int_equal(ex_tag(&x, DT_SONAME), ex_tag(&x, DT_NEEDED));
		assert_string_equal(ex_needs(&x), "libz.so.1 libc.so.6");
		ex_end(&f, &x);
	}
}

/* More than are looked for among the old ones. */
static void many_strings(void **state) {
	(void)state;
	enum { MANY = 200 };
	static char names[MANY][16];
	struct lw_edit edits[MANY];
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "lib%03u.so", i);
		edits[i] = (struct lw_edit){LW_EDIT_ADD_NEEDED, names[i], NULL};
	}
	for (unsigned k = 0; k < 4; k++) {
		struct fx f;
		struct ex_edited x;
		run((struct ex_opts){0}, k, edits, MANY, &f, &x);
		assert_int_equal(x.img->n_needs, MANY + 2);
		for (unsigned i = 0; i < MANY; i++)
			assert_string_equal(x.img->needs[i + 2].name, names[i]);
		ex_end(&f, &x);
	}
}

RUN("edit_elf_strings", T(the_end_of_another_string), T(the_front_of_a_dropped_string), T(bytes_that_are_free),
    T(dropped_strings_are_wiped), T(strings_in_each_other), T(the_old_table_is_wiped), T(one_string_for_the_same_text),
    T(many_strings))
