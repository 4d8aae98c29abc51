/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes of a string table are nobody's, beside a plain count of each byte. */
#include "unit.h"

#include <string.h>

#include "edit/elf_named.h"

#define SIZE 300

struct made {
	uint8_t table[SIZE];
	bool used[SIZE]; /* as they should be */
	struct lw_elf_named n;
	struct lw_arena a;
	struct lw_error err;
};

static uint32_t next(uint32_t *seed) {
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static void name(struct made *m, uint32_t off) {
	lw_elf_named_set(&m->n, off);
	for (uint32_t i = off; i < SIZE; i++) {
		m->used[i] = true;
		if (m->table[i] == 0)
			break;
	}
}

/* Strings of any length, some of them named, some by their ends only. */
static void begin(struct made *m, uint32_t seed) {
	memset(m, 0, sizeof *m);
	assert_true(lw_elf_named_open(&m->n, SIZE, &m->a, &m->err));
	const uint32_t every = 1 + next(&seed) % 40, named = 1 + next(&seed) % 60;
	for (uint32_t i = 0; i < SIZE; i++)
		m->table[i] = i == 0 || next(&seed) % every == 0 ? 0 : 'a';
	name(m, 0);
	for (uint32_t i = 0; i < named; i++)
		name(m, next(&seed) % SIZE);
	assert_true(lw_elf_gaps_find(&m->n, (struct lw_span){m->table, SIZE}, &m->a, &m->err));
}

static void look(const struct made *m) {
	bool free[SIZE] = {false};
	uint64_t end = 0;
	for (uint32_t i = 0; i < m->n.gaps.n; i++) {
		const struct lw_elf_range *g = &m->n.gaps.at[i];
		assert_true(g->off >= end && g->off + g->len <= SIZE);
		end = g->off + g->len;
		for (uint64_t k = g->off; k < end; k++)
			free[k] = true;
	}
	for (uint32_t i = 0; i < SIZE; i++)
		assert_true(free[i] != m->used[i]);
}

static uint32_t first_run(const struct made *m, uint32_t len) {
	uint32_t run = 0;
	for (uint32_t i = 0; i < SIZE; i++) {
		run = m->used[i] ? 0 : run + 1;
		if (run == len)
			return i + 1 - len;
	}
	return SIZE;
}

static void gaps_are_what_nobody_names(void **state) {
	static struct made m;
	(void)state;
	for (uint32_t seed = 1; seed < 400; seed++) {
		begin(&m, seed);
		look(&m);
		for (uint32_t len = 1; len < 40; len += 3) {
			uint64_t at = SIZE;
			assert_int_equal(lw_elf_gap_of(&m.n, len, &at), first_run(&m, len) != SIZE);
			assert_int_equal(at, first_run(&m, len));
		}
		lw_arena_free(&m.a);
	}
}

static void what_is_taken_is_no_gap(void **state) {
	static struct made m;
	(void)state;
	for (uint32_t seed = 1; seed < 400; seed++) {
		uint32_t s = seed;
		begin(&m, seed);
		for (uint32_t k = 0; k < 8; k++) {
			const uint32_t off = next(&s) % SIZE, len = 1 + next(&s) % (SIZE - off);
			assert_true(lw_elf_gap_take(&m.n, off, k == 7 ? len : 1 + len % 12, &m.a, &m.err));
			for (uint32_t i = off; i < SIZE && i < off + (k == 7 ? len : 1 + len % 12); i++)
				m.used[i] = true;
			look(&m);
		}
		lw_arena_free(&m.a);
	}
}

static void names_are_found_in_a_range(void **state) {
	struct lw_elf_named n;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	(void)state;
	assert_true(lw_elf_named_open(&n, 200, &a, &err));
	lw_elf_named_set(&n, 63);
	lw_elf_named_set(&n, 64);
	lw_elf_named_set(&n, 199);
	lw_elf_named_set(&n, 200);
	lw_elf_named_set(&n, UINT64_MAX);
	assert_int_equal(lw_elf_named_in(&n, 0, 200), 63);
	assert_int_equal(lw_elf_named_in(&n, 0, 63), 63);
	assert_int_equal(lw_elf_named_in(&n, 64, 200), 64);
	assert_int_equal(lw_elf_named_in(&n, 65, 200), 199);
	assert_int_equal(lw_elf_named_in(&n, 65, 199), 199);
	assert_int_equal(lw_elf_named_in(&n, 65, 130), 130);
	assert_int_equal(lw_elf_named_in(&n, 200, 200), 200);
	lw_arena_free(&a);
}

RUN("edit_elf_named", T(gaps_are_what_nobody_names), T(what_is_taken_is_no_gap), T(names_are_found_in_a_range))
