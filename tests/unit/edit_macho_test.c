/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of made Mach-O files in every flavour: what is laid out, what the proof says to it, and what is refused. Real
 * files are in tests/live/edit_macho.py. */
#include "unit.h"

#include <string.h>

#include "edit/editing.h"
#include "macho_fixture.h"
#include "names/macho_numbers.h"

struct edited {
	struct mx_parsed old;
	struct lw_editing e;
	struct lw_source after;
	struct lw_images now;
	struct lw_error err;
	bool ok;
};

/* Lays edits out and, where something is to be changed, reads and proves the result. */
static void edit(const struct mx *m, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts,
		 struct edited *x) {
	memset(x, 0, sizeof *x);
	assert_non_null(mx_parse(m, &x->old));
	assert_int_equal(mx_damage(&x->old), LW_E_OK);
	x->e = (struct lw_editing){.path = "dir/lib",
				   .src = &x->old.src,
				   .images = x->old.all,
				   .edits = edits,
				   .n_edits = n,
				   .opts = opts,
				   .a = &x->old.a};
	x->e.pieces = (struct lw_pieces){.old = &x->old.src, .a = &x->old.a};
	x->ok = lw_editor_macho.lay(&x->e, &x->err);
	if (!x->ok || x->e.pieces.list.n == 0)
		return;
	lw_pieces_source(&x->e.pieces, &x->after);
	assert_true(lw_macho_parse(&x->after, &x->old.a, &x->now, &x->err));
	assert_null(x->now.at[0]->damage);
	assert_true(lw_editor_macho.verify(&x->e, &x->after, &x->now, &x->err));
}

static void make(struct mx *m, unsigned flavour, struct mx_opts opts) {
	opts.no_signature = true;
	mx_flavour(&opts, flavour);
	mx_make(m, &opts);
	mx_set(m, "encryption", "cryptid", 0);
	/* In other tests these lie anywhere. */
	mx_set(m, "section.1", "offset", mx_find(m, "commands-end")->off);
	mx_set(m, "section.2", "offset", mx_find(m, "commands-end")->off);
}

static const struct lw_edit_opts strict = {.sz = sizeof strict}, lenient = {.sz = sizeof lenient, .lenient = true};

/* There is no padding in these files: what goes makes room for what comes. */
static void test_texts(void **state) {
	(void)state;
	static const struct lw_edit edits[] = {
		{LW_EDIT_REMOVE_RPATH, "@loader_path/../lib", NULL},
		{LW_EDIT_ADD_RPATH, "/new", NULL},
		{LW_EDIT_REPLACE_NEEDED, "/usr/lib/libSystem.B.dylib", "@rpath/libS.dylib"},
		{LW_EDIT_REPLACE_NEEDED, "liblate.dylib", "libl.dylib"},
		{LW_EDIT_SET_SONAME, "libs", NULL},
		{LW_EDIT_NEEDED_VERSION, "@rpath/libS.dylib", "1.2.3:1.1"}};
	for (unsigned f = 0; f < 4; f++) {
		struct mx m;
		struct edited x;
		make(&m, f, (struct mx_opts){.type = MH_DYLIB});
		edit(&m, edits, sizeof edits / sizeof edits[0], strict, &x);
		assert_true(x.ok);
		const struct lw_image *img = x.now.at[0];
		assert_string_equal(img->soname.text, "libs");
		assert_int_equal(img->macho->n_rpaths, 2);
		assert_string_equal(img->macho->rpaths[0].text, "/opt/lib");
		assert_string_equal(img->macho->rpaths[1].text, "/new");
		assert_string_equal(img->needs[0].name, "@rpath/libS.dylib");
		assert_int_equal(img->macho->dylibs[0].current, 0x10203);
		assert_int_equal(img->macho->dylibs[0].compatibility, 0x10100);
		assert_string_equal(img->needs[7].name, "libl.dylib");
		assert_true(img->macho->dylibs[7].is_use && img->macho->dylibs[7].delayed);
		assert_int_equal(x.e.pieces.size, m.n);
		mx_parsed_free(&x.old);
		mx_free(&m);
	}
}

static void test_nothing(void **state) {
	(void)state;
	static const struct lw_edit same[] = {{LW_EDIT_ADD_RPATH, "/opt/lib", NULL},
					      {LW_EDIT_ADD_NEEDED, "libup.dylib", NULL},
					      {LW_EDIT_REPLACE_RPATH, "/opt/lib", "/opt/lib"}},
				    undone[] = {{LW_EDIT_REPLACE_RPATH, "/opt/lib", "/a"},
						{LW_EDIT_REPLACE_RPATH, "/a", "/opt/lib"}};
	struct mx m;
	struct edited x;
	make(&m, 0, (struct mx_opts){0});
	edit(&m, same, 3, strict, &x);
	assert_true(x.ok && x.e.pieces.list.n == 0 && x.e.changes.n == 0);
	mx_parsed_free(&x.old);
	edit(&m, undone, 2, strict, &x);
	assert_true(x.ok && x.e.pieces.list.n == 0 && x.e.changes.n == 0);
	mx_parsed_free(&x.old);
	mx_free(&m);
}

static void refused(const struct mx *m, struct lw_edit one, enum lw_code code, const char *words) {
	struct edited x;
	edit(m, &one, 1, strict, &x);
	assert_false(x.ok);
	assert_int_equal(x.err.code, code);
	assert_non_null(strstr(x.err.text, words));
	mx_parsed_free(&x.old);
}

static void test_refusals(void **state) {
	(void)state;
	struct mx m;
	struct edited x;
	make(&m, 1, (struct mx_opts){0});
	refused(&m, (struct lw_edit){LW_EDIT_REPLACE_RPATH, "/none", "x"}, LW_E_NOT_FOUND, "'/none'");
	refused(&m, (struct lw_edit){LW_EDIT_REPLACE_NEEDED, "none", "x"}, LW_E_NOT_FOUND, "'none'");
	refused(&m, (struct lw_edit){LW_EDIT_ADD_RPATH, "/more", NULL}, LW_E_UNSUPPORTED, "there is room for");
	refused(&m, (struct lw_edit){LW_EDIT_ORDER_NEEDED, "a", NULL}, LW_E_UNSUPPORTED, "other numbers");
	refused(&m, (struct lw_edit){LW_EDIT_EXECSTACK, "on", NULL}, LW_E_UNSUPPORTED, "no meaning");
	refused(&m, (struct lw_edit){LW_EDIT_NEEDED_VERSION, "libup.dylib", "1..2"}, LW_E_USAGE, "1..2");
	refused(&m, (struct lw_edit){LW_EDIT_NEEDED_VERSION, "libup.dylib", "70000"}, LW_E_USAGE, "70000");
	static const struct lw_edit gone = {LW_EDIT_REMOVE_RPATH, "/none", NULL};
	edit(&m, &gone, 1, lenient, &x);
	assert_true(x.ok && x.e.pieces.list.n == 0 && x.e.warnings.n == 0);
	mx_parsed_free(&x.old);
	edit(&m, &gone, 1, strict, &x);
	assert_true(x.ok && x.e.pieces.list.n == 0 && x.e.warnings.n == 1);
	mx_parsed_free(&x.old);
	mx_set(&m, "encryption", "cryptid", 1);
	refused(&m, (struct lw_edit){LW_EDIT_REMOVE_RPATH, "/opt/lib", NULL}, LW_E_UNSUPPORTED, "encrypted");
	mx_free(&m);
	make(&m, 1, (struct mx_opts){.type = MH_OBJECT});
	refused(&m, (struct lw_edit){LW_EDIT_CLEAR_RPATH, NULL, NULL}, LW_E_UNSUPPORTED, "no program");
	mx_free(&m);
}

/* The string of a command may be made to lie within its numbers; then it cannot be changed. */
static void test_overlapping_string(void **state) {
	(void)state;
	struct mx m;
	make(&m, 0, (struct mx_opts){0});
	mx_set(&m, "rpath.2", "offset", 4);
	struct edited x;
	static const struct lw_edit set = {LW_EDIT_SET_RPATH, "a:b:c", NULL};
	edit(&m, &set, 1, strict, &x);
	assert_false(x.ok);
	assert_int_equal(x.err.code, LW_E_MALFORMED);
	mx_parsed_free(&x.old);
	mx_free(&m);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_overlapping_string),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
