/* SPDX-License-Identifier: Apache-2.0 */
/* The string table: what bounds it, and that many or long strings cost no more than the file. */
#define _GNU_SOURCE
#include "unit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "elf_fixture.h"

static double seconds(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* No loader looks at DT_STRSZ. */
static void a_lying_size_changes_nothing(void **state) {
	(void)state;
	static const uint64_t sizes[] = {0, 1, 5, 0x7fffffff};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct fx_opts o = {.is64 = true};
		struct fx f;
		struct fx_parsed p;
		fx_make(&f, &o);
		fx_set(&f, "dyn.DT_STRSZ", "d_val", sizes[i]);
		assert_int_equal(fx_parse(&f, &p)->n_needs, 4);
		assert_int_equal(fx_damage(&p), LW_E_OK);
		const struct lw_symbol *s;
		size_t n;
		assert_true(lw_elf_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
		assert_string_equal(s[2].name, "def_c");
		fx_parsed_free(&p);
		fx_set(&f, "dyn.DT_STRSZ", "d_tag", DT_DEBUG);
		assert_string_equal(fx_parse(&f, &p)->soname.text, "libfix.so.1");
		assert_int_equal(fx_damage(&p), LW_E_OK);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void a_hundred_thousand_needed(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fx_opts o = {.n_more_needed = 100000};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, i);
		fx_make(&f, &o);
		double begin = seconds();
		assert_int_equal(fx_parse(&f, &p)->n_needs, 100004);
		assert_true(seconds() - begin < 5);
		assert_int_equal(fx_damage(&p), LW_E_OK);
		assert_string_equal(p.img->needs[4].name, "lib000000.so");
		assert_string_equal(p.img->needs[50004].name, "lib050000.so");
		assert_string_equal(p.img->needs[100003].name, "lib099999.so");
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

/* A hundred thousand entries that all name one string of a megabyte, each one byte later: names of one file have a
 * limit together, so that what goes on with them does not take entries times bytes. */
static void many_names_of_one_long_string(void **state) {
	(void)state;
	enum { LENGTH = 1 << 20, ENTRIES = 100000 };
	struct fx_opts o = {.is64 = true, .alone = true, .no_versions = true};
	struct fx f;
	struct fx_parsed p;
	struct lw_dyn *more = calloc(ENTRIES, sizeof *more);
	assert_non_null(more);
	o.more = more;
	o.n_more = ENTRIES;
	fx_make(&f, &o);
	size_t at = f.n, strings = (size_t)fx_find(&f, "strtab")->off;
	f.bytes = realloc(f.bytes, at + LENGTH + 1);
	assert_non_null(f.bytes);
	memset(f.bytes + at, 'x', LENGTH);
	f.bytes[at + LENGTH] = 0;
	f.n = at + LENGTH + 1;
	fx_set(&f, "phdr.load", "p_filesz", f.n);
	for (size_t i = 0; i < ENTRIES; i++) {
		struct lw_dyn d = {DT_NEEDED, at - strings + i};
		lw_record_put(&lw_rec_dyn, f.bytes + fx_find(&f, "dyn.DT_NULL")->off - (ENTRIES - i) * 16, true, false,
			      &d);
	}
	double begin = seconds();
	assert_int_equal(fx_parse(&f, &p)->n_needs, 16);
	assert_true(seconds() - begin < 5);
	assert_int_equal(fx_damage(&p), LW_E_LIMIT);
	assert_int_equal(strlen(p.img->needs[0].name), LENGTH);
	assert_int_equal(strlen(p.img->needs[15].name), LENGTH - 15);
	fx_parsed_free(&p);
	fx_free(&f);
	free(more);
}

static void a_string_longer_than_a_window(void **state) {
	(void)state;
	for (size_t length = 2000; length < 20000; length += 997) {
		struct fx_opts o = {.is64 = true};
		struct fx f;
		struct fx_parsed p;
		fx_make(&f, &o);
		size_t at = f.n;
		f.bytes = realloc(f.bytes, at + length + 1);
		assert_non_null(f.bytes);
		memset(f.bytes + at, 'y', length);
		f.bytes[at + length] = 0;
		f.n = at + length + 1;
		fx_set(&f, "phdr.load", "p_filesz", f.n);
		fx_set(&f, "dyn.DT_RUNPATH", "d_val", at - fx_find(&f, "strtab")->off);
		assert_int_equal(strlen(fx_parse(&f, &p)->runpath.text), length);
		assert_string_equal(p.img->soname.text, "libfix.so.1");
		assert_int_equal(fx_damage(&p), LW_E_OK);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

RUN("strings", T(a_lying_size_changes_nothing), T(a_hundred_thousand_needed), T(many_names_of_one_long_string),
    T(a_string_longer_than_a_window))
