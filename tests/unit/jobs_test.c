/* SPDX-License-Identifier: Apache-2.0 */
/* Results come in order, each once, whatever the number of workers; a failure ends it; few results wait. */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/fail.h"
#include "linkwright/jobs.h"
#include "os/threads.h"

#define N 500

struct run {
	atomic_int worked[N], busy[LW_MOST_WORKERS];
	atomic_size_t delivered;
	atomic_bool wrong;
	size_t fail_work, fail_deliver; /* N: none */
	unsigned workers;
};

static void pause_a_little(size_t i) {
	const struct timespec t = {0, (long)(i * 7919 % 5) * 20000};
	nanosleep(&t, NULL);
}

static bool work(void *ctx, unsigned worker, size_t i, struct lw_error *err) {
	struct run *r = ctx;
	if (worker >= r->workers || atomic_fetch_add(&r->busy[worker], 1) != 0)
		atomic_store(&r->wrong, true);
	if (i > atomic_load(&r->delivered) + (size_t)9 * r->workers)
		atomic_store(&r->wrong, true);
	pause_a_little(i);
	atomic_fetch_add(&r->worked[i], 1);
	atomic_fetch_sub(&r->busy[worker], 1);
	return i != r->fail_work || lw_fail(err, LW_E_LIMIT, "job %d", (int)i);
}

static bool deliver(void *ctx, size_t i, struct lw_error *err) {
	struct run *r = ctx;
	if (i != atomic_load(&r->delivered) || atomic_load(&r->worked[i]) != 1)
		atomic_store(&r->wrong, true);
	atomic_store(&r->delivered, i + 1);
	return i != r->fail_deliver || lw_fail(err, LW_E_IO, "result %d", (int)i);
}

static bool go(struct run *r, size_t n, unsigned workers, size_t fail_work, size_t fail_deliver, struct lw_error *err) {
	memset(r, 0, sizeof *r);
	lw_error_clear(err);
	r->workers = workers;
	r->fail_work = fail_work;
	r->fail_deliver = fail_deliver;
	const struct lw_jobs jobs = {
		.sz = sizeof jobs, .n = n, .workers = workers, .ctx = r, .work = work, .deliver = deliver};
	return lw_jobs_run(&jobs, err);
}

static void results_come_in_order(void **state) {
	(void)state;
	static const unsigned workers[] = {1, 2, 3, 8, LW_MOST_WORKERS};
	for (size_t k = 0; k < sizeof workers / sizeof workers[0]; k++) {
		static struct run r;
		struct lw_error err;
		assert_true(go(&r, N, workers[k], N, N, &err));
		assert_int_equal(r.delivered, N);
		assert_false(r.wrong);
		for (size_t i = 0; i < N; i++)
			assert_int_equal(r.worked[i], 1);
	}
}

static void nothing_to_do_is_done(void **state) {
	(void)state;
	static struct run r;
	struct lw_error err;
	assert_true(go(&r, 0, 1, N, N, &err));
	assert_true(go(&r, 0, 4, N, N, &err));
	assert_true(go(&r, 1, 4, N, N, &err));
	assert_int_equal(r.delivered, 1);
}

static void a_failure_ends_it(void **state) {
	(void)state;
	for (unsigned workers = 1; workers < 5; workers++) {
		static struct run r;
		struct lw_error err;
		assert_false(go(&r, N, workers, 200, N, &err));
		assert_int_equal(err.code, LW_E_LIMIT);
		assert_string_equal(err.text, "job 200");
		assert_true(r.delivered <= 200);
		assert_false(go(&r, N, workers, N, 100, &err));
		assert_int_equal(err.code, LW_E_IO);
		assert_int_equal(r.delivered, 101);
		assert_false(r.wrong);
	}
}

static void workers_suit_the_jobs(void **state) {
	(void)state;
	assert_int_equal(lw_jobs_workers(7, 100), 7);
	assert_int_equal(lw_jobs_workers(7, 3), 3);
	assert_int_equal(lw_jobs_workers(7, 0), 1);
	assert_int_equal(lw_jobs_workers(1000, 1000), LW_MOST_WORKERS);
	assert_in_range(lw_jobs_workers(0, 1000), 1, LW_MOST_WORKERS);
}

struct pair {
	int here, beside, sum;
};

static void do_here(void *ctx) {
	struct pair *x = ctx;
	for (int i = 0; i < 1000; i++)
		x->here++;
}

static void do_beside(void *ctx) {
	struct pair *x = ctx;
	for (int i = 0; i < 1000; i++)
		x->beside++;
	x->sum = x->beside;
}

/* Each once, and both are done when it returns. */
static void both_are_done(void **state) {
	(void)state;
	for (int i = 1; i <= 50; i++) {
		struct pair x = {0};
		for (int k = 0; k < i; k++)
			lw_threads_both(do_here, do_beside, &x);
		assert_true(x.here == 1000 * i && x.beside == 1000 * i && x.sum == x.beside);
	}
}

RUN("jobs", T(results_come_in_order), T(nothing_to_do_is_done), T(a_failure_ends_it), T(workers_suit_the_jobs),
    T(both_are_done))
