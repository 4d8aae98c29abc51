/* SPDX-License-Identifier: Apache-2.0 */
/* Threads, as far as they are needed: some that do the same, and a lock to meet at. */
#ifndef LW_OS_THREADS_H
#define LW_OS_THREADS_H

#include <pthread.h>

#include "linkwright/error.h"

#define LW_THREADS_MOST 64

struct lw_lock {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
};

/* Errors: NOMEM. */
bool lw_lock_init(struct lw_lock *l, struct lw_error *err) LW_USE;
void lw_lock_free(struct lw_lock *l);
void lw_lock_take(struct lw_lock *l);
void lw_lock_give(struct lw_lock *l);
/* Gives the lock, waits for lw_lock_tell, takes it again; may also return without one. */
void lw_lock_wait(struct lw_lock *l);
/* Wakes all who wait. */
void lw_lock_tell(struct lw_lock *l);

/* Calls fn(ctx, worker) on n threads, the caller's (worker 0) among them, and waits for all. Fewer where no more can be
 * started. */
void lw_threads_run(unsigned n, void (*fn)(void *ctx, unsigned worker), void *ctx);

/* Calls here(ctx) on the caller's thread and beside(ctx) on another one meanwhile, or, where none can be started,
 * afterwards. Waits for both. */
void lw_threads_both(void (*here)(void *ctx), void (*beside)(void *ctx), void *ctx);

/* How many this machine runs at once; at least 1. */
unsigned lw_threads_of_this_machine(void);

#endif
