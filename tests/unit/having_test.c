/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever can answer for a name is met, in the order of the scope; scopes of up to several words of objects. */
#include "unit.h"

#include <elf.h>
#include <stdlib.h>

#include "bind/bind.h"

#define MOST_OBJECTS 200
#define MOST_ENTRIES 40

static uint32_t next(uint32_t *seed) {
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

struct made {
	struct lw_arena a;
	struct binder b;
	struct bind_object scope[MOST_OBJECTS];
	struct lw_elf_table tables[MOST_OBJECTS];
	struct lw_elf_entry entries[MOST_OBJECTS][MOST_ENTRIES];
};

/* Few hashes, so that objects share them. */
static uint32_t a_hash(uint32_t *seed) {
	return next(seed) % 97 * 0x9e3779b1u;
}

static void make(struct made *m, uint32_t n, uint32_t seed) {
	*m = (struct made){.b = {.n_scope = n}};
	m->b.a = &m->a;
	m->b.scope = m->scope;
	for (uint32_t i = 0; i < n; i++) {
		m->scope[i].elf = &m->tables[i];
		m->tables[i] = (struct lw_elf_table){.at = m->entries[i], .n = next(&seed) % MOST_ENTRIES};
		for (uint32_t k = 0; k < m->tables[i].n; k++)
			m->entries[i][k] = (struct lw_elf_entry){.hash = a_hash(&seed),
								 .shndx = next(&seed) % 3 == 0 ? SHN_UNDEF : 5,
								 .type = next(&seed) % 5 == 0 ? STT_TLS : STT_FUNC,
								 .has_value = next(&seed) % 2 == 0};
	}
}

static bool answers(const struct made *m, uint32_t i, uint32_t hash) {
	for (uint32_t k = 0; k < m->tables[i].n; k++) {
		const struct lw_elf_entry *e = &m->entries[i][k];
		if (e->hash == hash && (e->shndx != SHN_UNDEF || e->has_value || e->type == STT_TLS))
			return true;
	}
	return false;
}

static void look(const struct made *m, uint32_t hash) {
	uint32_t at = lw_bind_next_having(&m->b, hash, 0);
	for (uint32_t i = 0; i < m->b.n_scope; i++) {
		assert_true(at >= i);
		if (answers(m, i, hash))
			assert_int_equal(at, i);
		if (at == i)
			at = lw_bind_next_having(&m->b, hash, i + 1);
	}
	assert_int_equal(at, m->b.n_scope);
	assert_int_equal(lw_bind_next_having(&m->b, hash, m->b.n_scope), m->b.n_scope);
}

static void all_that_answer_are_met(void **state) {
	static const uint32_t sizes[] = {0, 1, 2, 63, 64, 65, 127, 128, 129, MOST_OBJECTS};
	struct made *m = malloc(sizeof *m);
	(void)state;
	assert_non_null(m);
	for (uint32_t seed = 1; seed <= 20; seed++)
		for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			struct lw_error err = {0};
			uint32_t hashes = seed;
			make(m, sizes[i], seed);
			assert_true(lw_bind_note_having(&m->b, &err));
			for (unsigned k = 0; k < 97; k++)
				look(m, k * 0x9e3779b1u);
			for (unsigned k = 0; k < 100; k++)
				look(m, next(&hashes));
			lw_arena_free(&m->a);
		}
	free(m);
}

/* A name of one object of many costs one step, or a few. */
static void others_are_passed_over(void **state) {
	struct made *m = malloc(sizeof *m);
	struct lw_error err = {0};
	uint32_t steps = 0;
	(void)state;
	assert_non_null(m);
	make(m, MOST_OBJECTS, 7);
	for (uint32_t i = 0; i < MOST_OBJECTS; i++) {
		m->tables[i].n = MOST_ENTRIES;
		for (uint32_t k = 0; k < MOST_ENTRIES; k++)
			m->entries[i][k] =
				(struct lw_elf_entry){.hash = (i * MOST_ENTRIES + k) * 2654435761u, .shndx = 1};
	}
	assert_true(lw_bind_note_having(&m->b, &err));
	for (uint32_t n = 0; n < MOST_OBJECTS * MOST_ENTRIES; n++)
		for (uint32_t at = 0; (at = lw_bind_next_having(&m->b, n * 2654435761u, at)) < MOST_OBJECTS; at++)
			steps++;
	assert_true(steps < 4 * MOST_OBJECTS * MOST_ENTRIES);
	lw_arena_free(&m->a);
	free(m);
}

RUN("having", T(all_that_answer_are_met), T(others_are_passed_over))
