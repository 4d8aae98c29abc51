/* SPDX-License-Identifier: Apache-2.0 */
/* Each worker takes the next job; whoever finishes the one that all wait for delivers it and those behind it. */
#include "linkwright/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "os/threads.h"

/* Results that may wait, for each worker. */
#define AHEAD 8

_Static_assert(LW_MOST_WORKERS <= LW_THREADS_MOST, "every worker can be started");

struct run {
	const struct lw_jobs *jobs;
	struct lw_lock lock;
	size_t next, delivered, window;
	bool *done; /* by job modulo window */
	bool delivering, failed;
	struct lw_error *err;
};

/* With the lock. The first failure counts. */
static void fail(struct run *r, const struct lw_error *what) {
	if (!r->failed)
		*r->err = *what;
	r->failed = true;
}

/* With the lock: gives out what is ready; the lock is open while a result is delivered. */
static void deliver(struct run *r) {
	if (r->delivering)
		return;
	r->delivering = true;
	while (!r->failed && r->delivered < r->next && r->done[r->delivered % r->window]) {
		struct lw_error what;
		lw_error_clear(&what);
		const size_t i = r->delivered;
		lw_lock_give(&r->lock);
		const bool ok = r->jobs->deliver(r->jobs->ctx, i, &what);
		lw_lock_take(&r->lock);
		if (!ok)
			fail(r, &what);
		r->done[i % r->window] = false;
		r->delivered++;
		lw_lock_tell(&r->lock);
	}
	r->delivering = false;
}

static void work(void *ctx, unsigned worker) {
	struct run *r = ctx;
	lw_lock_take(&r->lock);
	while (!r->failed && r->next < r->jobs->n) {
		if (r->next >= r->delivered + r->window) {
			lw_lock_wait(&r->lock);
			continue;
		}
		struct lw_error what;
		lw_error_clear(&what);
		const size_t i = r->next++;
		lw_lock_give(&r->lock);
		const bool ok = r->jobs->work(r->jobs->ctx, worker, i, &what);
		lw_lock_take(&r->lock);
		if (!ok)
			fail(r, &what);
		r->done[i % r->window] = true;
		deliver(r);
	}
	lw_lock_tell(&r->lock);
	lw_lock_give(&r->lock);
}

static bool alone(const struct lw_jobs *jobs, struct lw_error *err) {
	for (size_t i = 0; i < jobs->n; i++)
		LW_TRY(jobs->work(jobs->ctx, 0, i, err) && jobs->deliver(jobs->ctx, i, err));
	return true;
}

bool lw_jobs_run(const struct lw_jobs *given, struct lw_error *err) {
	/* A caller built against an older header knows fewer members. */
	struct lw_jobs own = {0}, *jobs = &own;
	memcpy(&own, given, given->sz < sizeof own ? given->sz : sizeof own);
	struct run r = {.jobs = jobs, .window = (size_t)AHEAD * jobs->workers, .err = err};
	if (jobs->workers < 2)
		return alone(jobs, err);
	r.done = calloc(r.window, sizeof *r.done);
	if (r.done == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	const bool ready = lw_lock_init(&r.lock, err);
	if (ready) {
		lw_threads_run(jobs->workers, work, &r);
		lw_lock_free(&r.lock);
	}
	free(r.done);
	return ready && !r.failed;
}

unsigned lw_jobs_workers(unsigned asked, size_t n_jobs) {
	unsigned n = asked != 0 ? asked : lw_threads_of_this_machine();
	if (n > LW_MOST_WORKERS)
		n = LW_MOST_WORKERS;
	return n_jobs < n ? (n_jobs == 0 ? 1 : (unsigned)n_jobs) : n;
}
