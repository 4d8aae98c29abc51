/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work on many things side by side, with results in their order: what is delivered does not depend on the number of
 * workers.
 */
#ifndef LINKWRIGHT_JOBS_H
#define LINKWRIGHT_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "linkwright/error.h"

#define LW_MOST_WORKERS 64

struct lw_jobs {
	size_t sz;
	size_t n;         /* jobs, 0 to n - 1 */
	unsigned workers; /* threads, at most LW_MOST_WORKERS; the caller's is worker 0 and the others are started */
	void *ctx;
	/* Does job i. worker, below workers, tells the threads apart. */
	bool (*work)(void *ctx, unsigned worker, size_t i, struct lw_error *err);
	/* Takes the result of job i: in their order, one call at a time, on any of the threads. Work runs only so far
	 * ahead that few results wait. */
	bool (*deliver)(void *ctx, size_t i, struct lw_error *err);
};

/* Runs all of it; the first call that gives false ends it, and *err is that call's. Where no thread can be started
 * there are fewer workers. */
LW_API LW_USE bool lw_jobs_run(const struct lw_jobs *jobs, struct lw_error *err);

/* How many workers suit so many jobs where asked were asked for (0: as many as this machine has processors). */
LW_API unsigned lw_jobs_workers(unsigned asked, size_t n_jobs);

#endif
