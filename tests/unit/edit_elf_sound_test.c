/* SPDX-License-Identifier: Apache-2.0 */
/* The rules on the structure of ELF files, in all four flavours; what is new between two files; hostile bytes. Real
 * files are tests/live/elf_sound.py's. */
#include "unit.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/elf_sound.h"
#include "elf_fixture.h"

/* A file in memory with what is wrong in it. */
struct looked {
	struct fx_parsed p;
	struct lw_elf_defects found;
	struct lw_error err;
	bool ok;
};

static void look(const struct fx *f, struct looked *l) {
	memset(l, 0, sizeof *l);
	(void)fx_parse(f, &l->p);
	l->ok = l->p.img != NULL && lw_elf_defects_of(&l->p.src, l->p.img, &l->p.a, &l->found, &l->err);
}

static void done(struct looked *l) {
	fx_parsed_free(&l->p);
}

static bool has(const struct looked *l, const char *id) {
	for (uint32_t i = 0; i < l->found.n; i++)
		if (strcmp(l->found.at[i].id, id) == 0)
			return true;
	return false;
}

static void make(struct fx *f, unsigned flavour) {
	struct fx_opts o = {0};
	fx_flavour(&o, flavour);
	fx_make(f, &o);
}

/* What the small file of the fixture has of itself: it was made for a reader, and is laid out as no linker does. */
static bool is_the_fixtures(const char *id) {
	static const char *const ids[] = {"dynamic-read-only", "version-hash", "gnu-hash-table"};
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static void the_fixture_is_sound(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		struct fx f;
		struct looked l;
		make(&f, k);
		look(&f, &l);
		assert_true(l.ok);
		for (uint32_t i = 0; i < l.found.n; i++)
			if (!is_the_fixtures(l.found.at[i].id))
				fail_msg("flavour %u: %s: %s", k, l.found.at[i].id, l.found.at[i].text);
		done(&l);
		fx_free(&f);
	}
}

struct spoil {
	const char *mark, *field;
	uint64_t value;
	const char *id;
};

static const struct spoil spoils[] = {
	{"phdr.load", "p_align", 0x1800, "load-align"},
	{"phdr.load", "p_align", 0x10, "load-page"},
	{"phdr.load", "p_vaddr", 0x10008, "load-congruence"},
	{"phdr.load", "p_memsz", 0x10, "load-sizes"},
	{"phdr.load", "p_flags", PF_R | PF_W | PF_X, "load-writable-code"},
	{"phdr.load", "p_type", PT_NULL, "load-none"},
	{"phdr.load", "p_memsz", 0xfffff000, "load-zeros-read-only"},
	{"phdr.interp", "p_filesz", 1, "interp-string"},
	{"phdr.interp", "p_vaddr", 0x20, "interp-loaded"},
	{"phdr.dynamic", "p_vaddr", 0x20, "dynamic-loaded"},
	{"phdr.note", "p_filesz", 0x15, "note-parse"},
	{"phdr.note", "p_offset", 0x40, "loader-overlap"},
	{"phdr.tls", "p_vaddr", 0x20, "segment-loaded"},
	{"phdr.tls", "p_type", PT_INTERP, "phdr-once"},
	{"dyn.DT_STRTAB", "d_val", 0x20, "tag-address"},
	{"dyn.DT_STRSZ", "d_val", 0xffffff, "tag-range"},
	{"dyn.DT_STRSZ", "d_val", 3, "tag-string"},
	{"dyn.DT_SONAME", "d_val", 0xffffff, "tag-string"},
	{"dyn.DT_SYMENT", "d_val", 7, "tag-entsize"},
	{"dyn.DT_STRSZ", "d_tag", 0x6ffffef0, "tag-pair"},
	{"dyn.DT_SONAME", "d_tag", DT_RUNPATH, "tag-once"},
	{"verneed.0", "vn_cnt", 7, "verneed-chain"},
	{"verneed.0", "vn_file", 0, "verneed-file"},
	{"verneed.0", "vn_next", 0, "verneed-chain"},
	{"verdef.0", "vd_cnt", 9, "verdef-chain"},
	{"verdef.0", "vd_next", 0, "verdef-chain"},
	{"verdef.0", "vd_ndx", 2, "version-index"},
	{"sym.1", "st_name", 0xffffff, "symbol-name"},
	{"ehdr", "e_entry", 0x20, "entry"},
	{"ehdr", "e_shnum", 7, "section-table"},
};

static void each_rule_sees_what_it_is_for(void **state) {
	(void)state;
	for (unsigned n = 0; n < 4 * sizeof spoils / sizeof spoils[0]; n++) {
		const struct spoil *x = &spoils[n / 4];
		struct fx f;
		struct looked before, after;
		make(&f, n % 4);
		look(&f, &before);
		assert_false(has(&before, x->id));
		fx_set(&f, x->mark, x->field, x->value);
		look(&f, &after);
		assert_true(before.ok && after.ok);
		if (!has(&after, x->id))
			fail_msg("%s %s = %#llx in flavour %u is no %s", x->mark, x->field,
				 (unsigned long long)x->value, n % 4, x->id);
		assert_non_null(lw_elf_defects_new(&before.found, &after.found));
		assert_null(lw_elf_defects_new(&after.found, &after.found));
		done(&before);
		done(&after);
		fx_free(&f);
	}
}

static struct lw_elf_defects of(struct lw_elf_defect *at, uint32_t n) {
	return (struct lw_elf_defects){at, n, n};
}

static bool is_new(const char *before, const char *after) {
	struct lw_elf_defect x = {"an-id", before, 0, false}, y = {"an-id", after, 0, false};
	const struct lw_elf_defects xs = of(&x, 1), ys = of(&y, 1);
	const struct lw_elf_defect *d = lw_elf_defects_new(&xs, &ys);
	assert_true(d == NULL || d == &y);
	return d != NULL;
}

static void only_other_words_are_new(void **state) {
	(void)state;
	assert_false(is_new("the section .text at 0x10 (3 bytes)", "the section .text at 0x2a0 (15 bytes)"));
	assert_true(is_new("the section .text at 0x10", "the section .data at 0x10"));
	assert_true(is_new("the symbol f1 is", "the symbol f2 is"));
	assert_true(is_new("versions of libz.so.1 are", "versions of libz.so.2 are"));
	assert_true(is_new("ends at 0x10", "ends at 0x10, and more"));
	assert_true(is_new("the symbol 12 is", "the symbol 0x is"));
	struct lw_elf_defect one = {"an-id", "here", 0, false}, other = {"another-id", "here", 0, false},
			     advice = {"third-id", "here", 0, true};
	const struct lw_elf_defects a = of(&one, 1), b = of(&other, 1), c = of(&advice, 1), none = of(NULL, 0);
	assert_ptr_equal(lw_elf_defects_new(&a, &b), &other);
	assert_null(lw_elf_defects_new(&a, &c));
	assert_null(lw_elf_defects_new(&a, &none));
	assert_ptr_equal(lw_elf_defects_new(&none, &a), &one);
}

static void so_many_that_nothing_is_new(void **state) {
	(void)state;
	static struct lw_elf_defect many[LW_ELF_MOST_DEFECTS];
	struct lw_elf_defect one = {"an-id", "other words", 0, false};
	for (uint32_t i = 0; i < LW_ELF_MOST_DEFECTS; i++)
		many[i] = (struct lw_elf_defect){"an-id", "some words", 0, false};
	const struct lw_elf_defects all = of(many, LW_ELF_MOST_DEFECTS), less = of(many, LW_ELF_MOST_DEFECTS - 1),
				    after = of(&one, 1);
	assert_null(lw_elf_defects_new(&all, &after));
	assert_ptr_equal(lw_elf_defects_new(&less, &after), &one);
}

static void rules_have_names_of_their_own(void **state) {
	(void)state;
	const struct lw_elf_sound_rule *x, *y;
	for (uint32_t i = 0; (x = lw_elf_sound_rule(i)) != NULL; i++) {
		assert_true(strlen(x->id) != 0 && strlen(x->sentence) != 0 && strlen(x->source) != 0);
		for (uint32_t k = 0; k < i; k++) {
			y = lw_elf_sound_rule(k);
			assert_string_not_equal(x->id, y->id);
		}
	}
}

/* Whatever stands in a file, it is looked at within bounds, and the only errors are those that are told. */
static void look_at_hostile(const struct fx *f) {
	struct looked l;
	look(f, &l);
	if (!l.ok && l.p.img != NULL)
		assert_true(l.err.code == LW_E_LIMIT || l.err.code == LW_E_TRUNCATED);
	size_t n = 0;
	for (uint32_t i = 0; i < l.found.n; i++)
		n += strlen(l.found.at[i].text);
	assert_true(n != 0 || l.found.n == 0);
	done(&l);
}

static void every_field_with_odd_values(void **state) {
	(void)state;
	static const uint64_t odd[] = {0,          1,          3,          0x7f,       0xffff,
				       0x7fffffff, 0x80000000, 0xffffffff, UINT64_MAX, UINT64_C(1) << 63};
	for (unsigned k = 0; k < 4; k++) {
		struct fx f;
		make(&f, k);
		for (size_t m = 0; m < f.n_marks; m++)
			for (unsigned i = 0; f.marks[m].rec != NULL && i < f.marks[m].rec->n_fields; i++) {
				const char *name = f.marks[m].name, *field = f.marks[m].rec->fields[i].name;
				const uint64_t was = fx_get(&f, name, field);
				for (size_t v = 0; v < sizeof odd / sizeof odd[0]; v++) {
					fx_set(&f, name, field, odd[v]);
					look_at_hostile(&f);
				}
				fx_set(&f, name, field, was);
			}
		fx_free(&f);
	}
}

static uint32_t next(uint32_t *seed) {
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void bytes_at_random(void **state) {
	(void)state;
	uint32_t seed = 6;
	for (unsigned round = 0; round < 4000; round++) {
		struct fx f;
		make(&f, round % 4);
		for (unsigned i = 1 + next(&seed) % 6; i != 0; i--)
			f.bytes[16 + next(&seed) % (f.n - 16)] = (uint8_t)(next(&seed) % 3 == 0 ? 0xff : next(&seed));
		look_at_hostile(&f);
		fx_free(&f);
	}
}

static void every_length(void **state) {
	(void)state;
	struct fx f;
	make(&f, 3);
	for (size_t n = f.n; n > 0; n--) {
		fx_cut(&f, n);
		look_at_hostile(&f);
	}
	fx_free(&f);
}

RUN("edit_elf_sound", T(the_fixture_is_sound), T(each_rule_sees_what_it_is_for), T(only_other_words_are_new),
    T(so_many_that_nothing_is_new), T(rules_have_names_of_their_own), T(every_field_with_odd_values),
    T(bytes_at_random), T(every_length))
