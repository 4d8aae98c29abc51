/* SPDX-License-Identifier: Apache-2.0 */
/* New bytes over an old file: which make steps, where zeros come between, what is refused. */
#include "unit.h"

#include <string.h>

#include "edit/patches.h"

#define OLD "0123456789"

struct made {
	struct lw_arena a;
	struct lw_source src;
	struct lw_editing e;
	struct lw_patches p;
	struct lw_error err;
};

static void begin(struct made *m) {
	*m = (struct made){.err = {.code = LW_E_OK}};
	lw_source_of_memory(&m->src, (struct lw_span){(const uint8_t *)OLD, sizeof OLD - 1});
	m->e = (struct lw_editing){.src = &m->src, .a = &m->a, .pieces = {.old = &m->src, .a = &m->a}};
}

static void add(struct made *m, uint64_t off, const char *text) {
	const struct lw_patch patch = {.off = off,
				       .bytes = {(const uint8_t *)text, strlen(text)},
				       .what = text,
				       .moved = off == 12,
				       .from = 4};
	assert_true(lw_patches_add(&m->e, &m->p, patch, &m->err));
}

static void want(struct made *m, const char *text, size_t n, uint32_t steps) {
	struct lw_source src;
	char got[64];
	uint64_t many = 0;
	lw_pieces_source(&m->e.pieces, &src);
	assert_true(lw_source_read(&src, 0, got, sizeof got, &many, &m->err));
	assert_int_equal(many, n);
	assert_memory_equal(got, text, n);
	assert_int_equal(m->e.steps.n, steps);
	lw_arena_free(&m->a);
}

static void patches_lie_over_the_old_bytes(void **state) {
	struct made m;
	(void)state;
	begin(&m);
	add(&m, 7, "xy");
	add(&m, 0, "A");
	add(&m, 1, "B");
	assert_true(lw_patches_lay(&m.e, &m.p, 10, &m.err));
	assert_int_equal(m.e.steps.at[2].off, 7);
	want(&m, "AB23456xy9", 10, 3);
}

static void zeros_come_behind_the_end(void **state) {
	struct made m;
	(void)state;
	begin(&m);
	add(&m, 12, "new");
	assert_true(lw_patches_lay(&m.e, &m.p, 10, &m.err));
	assert_true(m.e.steps.at[0].moved && m.e.steps.at[0].from == 4 && m.e.steps.at[0].off == 12);
	want(&m, "0123456789\0\0new", 15, 1);
}

static void one_may_cross_the_end(void **state) {
	struct made m;
	(void)state;
	begin(&m);
	add(&m, 8, "89ab");
	assert_true(lw_patches_lay(&m.e, &m.p, 10, &m.err));
	want(&m, "0123456789ab", 12, 1);
}

static void what_is_there_already_changes_nothing(void **state) {
	struct made m;
	(void)state;
	begin(&m);
	add(&m, 3, "345");
	add(&m, 9, "9");
	add(&m, 9, "");
	assert_true(lw_patches_lay(&m.e, &m.p, 10, &m.err));
	want(&m, "", 0, 0);
}

static void the_end_can_be_cut_off(void **state) {
	struct made m;
	(void)state;
	begin(&m);
	assert_true(lw_patches_lay(&m.e, &m.p, 4, &m.err));
	want(&m, "0123", 4, 0);
	begin(&m);
	add(&m, 3, "345"); /* as before, but what is behind the end would be lost */
	assert_true(lw_patches_lay(&m.e, &m.p, 4, &m.err));
	want(&m, "012345", 6, 1);
}

static void two_in_one_place_are_refused(void **state) {
	struct made m;
	(void)state;
	begin(&m);
	add(&m, 2, "abc");
	add(&m, 4, "d");
	assert_false(lw_patches_lay(&m.e, &m.p, 10, &m.err));
	assert_int_equal(m.err.code, LW_E_INTERNAL);
	lw_arena_free(&m.a);
}

RUN("patches", T(patches_lie_over_the_old_bytes), T(zeros_come_behind_the_end), T(one_may_cross_the_end),
    T(what_is_there_already_changes_nothing), T(the_end_can_be_cut_off), T(two_in_one_place_are_refused))
