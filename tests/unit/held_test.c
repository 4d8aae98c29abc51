/* SPDX-License-Identifier: Apache-2.0 */
/* A source that reads its tables once, and new files made of pieces that lend them on. */
#include "unit.h"

#include <string.h>

#include "os/held.h"
#include "os/pieces.h"

#define SIZE (256u << 10)

/* Counts what is read of it. */
struct counting {
	struct lw_source src; /* the first: read finds the rest by it */
	struct lw_source memory;
	unsigned *reads;
	bool broken;
};

static int64_t count(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	const struct counting *c = (const struct counting *)(const void *)src;
	++*c->reads;
	*sys = 5;
	return c->broken ? -1 : c->memory.ops->read(&c->memory, off, buf, n, sys);
}

static void no_close(struct lw_source *src) {
	(void)src;
}

struct made {
	uint8_t bytes[SIZE];
	unsigned reads;
	struct counting under;
	struct lw_held held;
	struct lw_source src;
	struct lw_arena a, scratch;
	struct lw_error err;
};

static void begin(struct made *m) {
	static const struct lw_source_ops ops = {.read = count, .close = no_close};
	memset(m, 0, sizeof *m);
	for (uint32_t i = 0; i < SIZE; i++)
		m->bytes[i] = (uint8_t)(i * 7 + i / 251);
	lw_source_of_memory(&m->under.memory, (struct lw_span){m->bytes, SIZE});
	m->under.src = (struct lw_source){.ops = &ops, .size = SIZE, .fd = 7};
	m->under.reads = &m->reads;
	lw_held_source(&m->held, &m->under.src, &m->a, &m->src);
}

static void end(struct made *m) {
	lw_arena_free(&m->a);
	lw_arena_free(&m->scratch);
}

static struct lw_span view(struct made *m, const struct lw_source *src, uint64_t off, uint64_t len) {
	struct lw_span s = {NULL, 0};
	if (!lw_source_view(src, off, len, &m->scratch, &s, &m->err))
		fail_msg("%s", m->err.text);
	assert_int_equal(s.len, len);
	return s;
}

static void a_table_is_read_once(void **state) {
	static struct made m;
	(void)state;
	begin(&m);
	assert_int_equal(m.src.size, SIZE);
	assert_int_equal(m.src.fd, 7);
	const struct lw_span all = view(&m, &m.src, 1000, 100000), part = view(&m, &m.src, 21000, 20000);
	assert_memory_equal(all.ptr, m.bytes + 1000, 100000);
	assert_ptr_equal(part.ptr, all.ptr + 20000);
	assert_int_equal(m.reads, 1);
	(void)view(&m, &m.src, 90000, 20000); /* reaches beyond */
	assert_int_equal(m.reads, 2);
	end(&m);
}

static void what_is_small_is_a_copy(void **state) {
	static struct made m;
	(void)state;
	begin(&m);
	const struct lw_span x = view(&m, &m.src, 5, 100), y = view(&m, &m.src, 5, 100);
	assert_ptr_not_equal(x.ptr, y.ptr);
	assert_memory_equal(x.ptr, m.bytes + 5, 100);
	assert_int_equal(m.reads, 2);
	end(&m);
}

static void errors_are_those_of_the_source(void **state) {
	static struct made m;
	struct lw_span s;
	(void)state;
	begin(&m);
	assert_false(lw_source_view(&m.src, SIZE - 10, 20000, &m.scratch, &s, &m.err));
	assert_int_equal(m.err.code, LW_E_TRUNCATED);
	m.under.broken = true;
	lw_error_clear(&m.err);
	assert_false(lw_source_view(&m.src, 0, 20000, &m.scratch, &s, &m.err));
	assert_int_equal(m.err.code, LW_E_IO);
	m.under.broken = false;
	lw_error_clear(&m.err);
	assert_memory_equal(view(&m, &m.src, 0, 20000).ptr, m.bytes, 20000);
	end(&m);
}

static void there_is_a_limit(void **state) {
	static struct made m;
	(void)state;
	begin(&m);
	for (uint32_t i = 0; i < 100; i++) /* each another range */
		assert_memory_equal(view(&m, &m.src, i, 20000 + i * 2).ptr, m.bytes + i, 20000 + i * 2);
	assert_true(m.held.ranges.n < 100);
	assert_memory_equal(view(&m, &m.src, 99, 20000 + 99 * 2).ptr, m.bytes + 99, 20000 + 99 * 2);
	end(&m);
}

static void pieces_lend_what_they_have(void **state) {
	static struct made m;
	static uint8_t fresh[30000];
	struct lw_pieces p = {0};
	struct lw_source src;
	(void)state;
	begin(&m);
	memset(fresh, 'x', sizeof fresh);
	p.old = &m.src;
	p.a = &m.a;
	assert_true(lw_pieces_keep(&p, 50000, 60000, &m.err) &&
		    lw_pieces_put(&p, (struct lw_span){fresh, sizeof fresh}, &m.err) &&
		    lw_pieces_zero(&p, 20000, &m.err));
	lw_pieces_source(&p, &src);
	const struct lw_span old = view(&m, &m.src, 50000, 60000);
	assert_ptr_equal(view(&m, &src, 10000, 20000).ptr, old.ptr + 10000);
	assert_ptr_equal(view(&m, &src, 60010, 20000).ptr, fresh + 10);
	assert_int_equal(m.reads, 1);
	/* Zeros, and what lies in two pieces, are put together. */
	const struct lw_span zeros = view(&m, &src, 90000, 20000), both = view(&m, &src, 50000, 20000);
	for (uint32_t i = 0; i < 20000; i++) {
		assert_int_equal(zeros.ptr[i], 0);
		assert_int_equal(both.ptr[i], i < 10000 ? m.bytes[100000 + i] : 'x');
	}
	end(&m);
}

RUN("held", T(a_table_is_read_once), T(what_is_small_is_a_copy), T(errors_are_those_of_the_source), T(there_is_a_limit),
    T(pieces_lend_what_they_have))
