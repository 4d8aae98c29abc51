/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/threads.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "base/fail.h"

/* musl's own choice, 128 KiB, is too little for readers that have their windows on the stack. */
#define STACK ((size_t)2 << 20)

bool lw_lock_init(struct lw_lock *l, struct lw_error *err) {
	if (pthread_mutex_init(&l->mutex, NULL) != 0)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (pthread_cond_init(&l->changed, NULL) == 0)
		return true;
	pthread_mutex_destroy(&l->mutex);
	return lw_fail(err, LW_E_NOMEM, "out of memory");
}

void lw_lock_free(struct lw_lock *l) {
	pthread_cond_destroy(&l->changed);
	pthread_mutex_destroy(&l->mutex);
}

void lw_lock_take(struct lw_lock *l) {
	pthread_mutex_lock(&l->mutex);
}

void lw_lock_give(struct lw_lock *l) {
	pthread_mutex_unlock(&l->mutex);
}

void lw_lock_wait(struct lw_lock *l) {
	pthread_cond_wait(&l->changed, &l->mutex);
}

void lw_lock_tell(struct lw_lock *l) {
	pthread_cond_broadcast(&l->changed);
}

struct thread {
	pthread_t id;
	unsigned worker;
	void (*fn)(void *ctx, unsigned worker);
	void *ctx;
};

static void *run(void *arg) {
	const struct thread *t = arg;
	t->fn(t->ctx, t->worker);
	return NULL;
}

/* Signals are for the caller's thread. */
static bool start(struct thread *t, const pthread_attr_t *attr) {
	sigset_t all, before;
	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	const int sys = pthread_create(&t->id, attr, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return sys == 0;
}

void lw_threads_run(unsigned n, void (*fn)(void *ctx, unsigned worker), void *ctx) {
	struct thread threads[LW_THREADS_MOST];
	pthread_attr_t attr;
	unsigned started = 1;
	if (n > LW_THREADS_MOST)
		n = LW_THREADS_MOST;
	if (n > 1 && pthread_attr_init(&attr) == 0) {
		bool ok = pthread_attr_setstacksize(&attr, STACK) == 0;
		while (ok && started < n) {
			threads[started] = (struct thread){.worker = started, .fn = fn, .ctx = ctx};
			ok = start(&threads[started], &attr);
			started += ok;
		}
		pthread_attr_destroy(&attr);
	}
	fn(ctx, 0);
	for (unsigned i = 1; i < started; i++)
		pthread_join(threads[i].id, NULL);
}

struct both {
	void (*here)(void *ctx), (*beside)(void *ctx);
	void *ctx;
	bool started; /* the other one: read when its thread has ended */
};

static void one_of_both(void *ctx, unsigned worker) {
	struct both *x = ctx;
	if (worker != 0)
		x->started = true;
	(worker == 0 ? x->here : x->beside)(x->ctx);
}

void lw_threads_both(void (*here)(void *ctx), void (*beside)(void *ctx), void *ctx) {
	struct both x = {here, beside, ctx, false};
	lw_threads_run(2, one_of_both, &x);
	if (!x.started)
		beside(ctx);
}

unsigned lw_threads_of_this_machine(void) {
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
		return (unsigned)CPU_COUNT(&set);
	const long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > LW_THREADS_MOST ? LW_THREADS_MOST : (unsigned)n;
}
