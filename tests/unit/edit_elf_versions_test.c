/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of version needs and symbols' versions. */
#include "unit.h"

#include <elf.h>
#include <string.h>

#include "edit_elf_fixture.h"

#define LIBC "libc.so.6:GLIBC_2.2.5 libc.so.6:GLIBC_ABI_DT_RELR"

struct row {
	struct lw_edit edits[2];
	size_t n;
	const char *needs, *asks, *use_a, *use_m; /* then */
	uint64_t n_records;
};

static const struct row rows[] = {
	{{{LW_EDIT_REMOVE_NEEDED, "libm.so.6", NULL}}, 1, "libc.so.6", LIBC, "use_a@GLIBC_2.2.5", "use_m", 1},
	{{{LW_EDIT_REMOVE_NEEDED, "libc.so.6", NULL}},
	 1,
	 "libm.so.6",
	 "libm.so.6:GLIBC_2.29",
	 "use_a",
	 "use_m@GLIBC_2.29",
	 1},
	{{{LW_EDIT_REMOVE_NEEDED, "libc.so.6", NULL}, {LW_EDIT_REMOVE_NEEDED, "libm.so.6", NULL}},
	 2,
	 "",
	 "",
	 "use_a",
	 "use_m",
	 UINT64_MAX},
	/* No symbol has GLIBC_ABI_DT_RELR, and still it is asked for. */
	{{{LW_EDIT_CLEAR_SYMBOL_VERSION, "use_a", NULL}},
	 1,
	 "libm.so.6 libc.so.6",
	 "libc.so.6:GLIBC_ABI_DT_RELR libm.so.6:GLIBC_2.29",
	 "use_a",
	 "use_m@GLIBC_2.29",
	 2},
	{{{LW_EDIT_CLEAR_SYMBOL_VERSION, "use_m", NULL}},
	 1,
	 "libm.so.6 libc.so.6",
	 LIBC,
	 "use_a@GLIBC_2.2.5",
	 "use_m",
	 1},
	{{{LW_EDIT_WEAKEN_VERSION, "GLIBC_2.2.5", NULL}},
	 1,
	 "libm.so.6 libc.so.6",
	 "libc.so.6:GLIBC_2.2.5* libc.so.6:GLIBC_ABI_DT_RELR libm.so.6:GLIBC_2.29",
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.29",
	 2},
	{{{LW_EDIT_REMOVE_VERSION, "libc.so.6:GLIBC_ABI_DT_RELR", NULL}},
	 1,
	 "libm.so.6 libc.so.6",
	 "libc.so.6:GLIBC_2.2.5 libm.so.6:GLIBC_2.29",
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.29",
	 2},
	{{{LW_EDIT_REPLACE_VERSION, "GLIBC_2.29", "GLIBC_2.0"}},
	 1,
	 "libm.so.6 libc.so.6",
	 LIBC " libm.so.6:GLIBC_2.0",
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.0",
	 2},
	/* What is the same twice becomes one. */
	{{{LW_EDIT_REPLACE_VERSION, "GLIBC_2.29", "libc.so.6:GLIBC_2.2.5"}},
	 1,
	 "libm.so.6 libc.so.6",
	 LIBC,
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.2.5",
	 1},
	{{{LW_EDIT_REPLACE_NEEDED, "libm.so.6", "libc.so.6"}},
	 1,
	 "libc.so.6",
	 LIBC " libc.so.6:GLIBC_2.29",
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.29",
	 1},
	/* Weak only where both are. */
	{{{LW_EDIT_WEAKEN_VERSION, "GLIBC_2.29", NULL},
	  {LW_EDIT_REPLACE_VERSION, "GLIBC_2.29", "libc.so.6:GLIBC_2.2.5"}},
	 2,
	 "libm.so.6 libc.so.6",
	 LIBC,
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.2.5",
	 1},
	{{{LW_EDIT_REPLACE_NEEDED, "libc.so.6", "libx.so"}},
	 1,
	 "libm.so.6 libx.so",
	 "libx.so:GLIBC_2.2.5 libx.so:GLIBC_ABI_DT_RELR libm.so.6:GLIBC_2.29",
	 "use_a@GLIBC_2.2.5",
	 "use_m@GLIBC_2.29",
	 2},
};

/* The list of words has this one. */
static bool has_word(const char *list, const char *word) {
	const size_t n = strlen(word);
	for (const char *at = strstr(list, word); at != NULL; at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static void each_edit_of_versions(void **state) {
	(void)state;
	for (unsigned n = 0; n < 8 * sizeof rows / sizeof rows[0]; n++) {
		const struct row *r = &rows[n / 8];
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_variant(n), r->edits, r->n, (struct lw_edit_opts){.drop_versions = true}, &f, &x);
		if (!x.ok)
			fail_msg("row %u: %s", n / 8, x.err.text);
		assert_string_equal(ex_needs(&x), r->needs);
		assert_string_equal(ex_asks(&x), r->asks);
		const char *symbols = ex_symbols(&x);
		assert_true(has_word(symbols, r->use_a) && has_word(symbols, r->use_m));
		assert_true(has_word(symbols, "def_b@V_1") && has_word(symbols, "def_c@V_1"));
		assert_int_equal(ex_tag(&x, DT_VERNEEDNUM), r->n_records);
		assert_int_equal(ex_tag(&x, DT_VERNEED) == UINT64_MAX, r->n_records == UINT64_MAX);
		ex_end(&f, &x);
	}
}

/* Two names of one file with another between them would take one record more. */
static void needs_that_would_grow(void **state) {
	(void)state;
	static const struct lw_edit edit = {LW_EDIT_REPLACE_VERSION, "GLIBC_2.2.5", "libm.so.6:GLIBC_2.0"};
	for (unsigned k = 0; k < 4; k++) {
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_flavour(k), &edit, 1, (struct lw_edit_opts){0}, &f, &x);
		assert_false(x.ok);
		assert_int_equal(x.err.code, LW_E_UNSUPPORTED);
		assert_string_equal(x.err.text, "its version needs would grow, and there is no room for that");
		ex_end(&f, &x);
	}
}

static void what_is_warned_of(void **state) {
	(void)state;
	static const struct {
		struct lw_edit edit;
		const char *text;
	} warned[] = {
		{{LW_EDIT_REMOVE_NEEDED, "libm.so.6", NULL}, "bound to any version from now on: use_m@GLIBC_2.29"},
		{{LW_EDIT_REMOVE_VERSION, "GLIBC_2.29", NULL},
		 "what was bound to GLIBC_2.29 of libm.so.6 is bound to any version from now on"},
		{{LW_EDIT_REMOVE_VERSION, "Q_1", NULL}, "the version Q_1 is asked of no library: nothing to remove"},
		{{LW_EDIT_REMOVE_NEEDED, "libq.so", NULL}, "libq.so is not needed: nothing to remove"},
		{{LW_EDIT_REMOVE_RPATH, "/q", NULL}, "/q is not in the search path: nothing to remove"},
	};
	for (unsigned n = 0; n < 4 * sizeof warned / sizeof warned[0]; n++) {
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_flavour(n % 4), &warned[n / 4].edit, 1, (struct lw_edit_opts){.drop_versions = true},
			     &f, &x);
		assert_true(x.ok);
		assert_int_equal(x.e.warnings.n, 1);
		assert_string_equal(x.e.warnings.at[0], warned[n / 4].text);
		ex_end(&f, &x);
	}
}

/* Names of either bucket, so that symbols have to change their places; and the rules look into both tables. */
static void renamed_symbols_are_found_by_their_hash(void **state) {
	(void)state;
	for (unsigned n = 0; n < 4 * 26; n++) {
		char name[] = "name_a";
		name[5] = (char)('a' + n / 4);
		const struct lw_edit edits[] = {{LW_EDIT_RENAME_SYMBOL, n % 3 == 0 ? "def_c" : "def_b", name},
						{LW_EDIT_RENAME_SYMBOL, "use_a", "other"}};
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_flavour(n % 4), edits, 2, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		char word[24] = "";
		strcat(strcat(word, name), "@V_1");
		assert_true(has_word(ex_symbols(&x), word) && has_word(ex_symbols(&x), "other@GLIBC_2.2.5"));
		ex_end(&f, &x);
	}
}

RUN("edit_elf_versions", T(each_edit_of_versions), T(needs_that_would_grow), T(what_is_warned_of),
    T(renamed_symbols_are_found_by_their_hash))
