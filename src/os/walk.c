/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Directories are links of one chain in the order of the output; the subdirectories of one are put in right behind it.
 * Workers take the first that nobody has taken, so that little waits for its turn.
 */
#define _GNU_SOURCE
#include "os/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "os/threads.h"
#include "os/walk_dir.h"

/* Whoever would hold more than this back waits for the slow directory before it. */
#define MOST_WAITING ((size_t)16 << 20)
/* The directory whose turn it is gives away what it has from this size on. */
#define PART ((size_t)256 << 10)

struct node {
	struct node *next;      /* in the order of the output */
	struct node *next_todo; /* that nobody has taken */
	bool done;
	struct lw_walk_out out;
	char shown[]; /* how it is called, with a slash at the end; below the start it is opened by what comes behind */
};

struct run {
	const struct lw_walk *walk;
	int start;
	size_t n_start; /* of the start's name, with its slash */
	struct lw_lock lock;
	struct node *first, *todo;
	size_t waiting; /* bytes */
	unsigned busy;
	bool delivering, failed;
	struct lw_error *err;
};

bool lw_walk_trouble(struct lw_walk_out *out, const char *dir, const char *name, const char *text,
		     struct lw_error *err) {
	return lw_bytes_add(&out->troubles, dir, strlen(dir), err) &&
		lw_bytes_add(&out->troubles, name, strlen(name) + 1, err) &&
		lw_bytes_add(&out->troubles, text, strlen(text) + 1, err);
}

bool lw_walk_trouble_of(struct lw_walk_out *out, const char *dir, const char *name, int sys, struct lw_error *err) {
	struct lw_errno_buf words;
	char text[80];
	snprintf(text, sizeof text, "cannot be read: %s", lw_errno_words(sys, &words));
	return lw_walk_trouble(out, dir, name, text, err);
}

void lw_walk_out_free(struct lw_walk_out *out) {
	free(out->rows.at);
	free(out->troubles.at);
}

static void free_node(struct node *n) {
	lw_walk_out_free(&n->out);
	free(n);
}

static struct node *new_node(const char *dir, const char *name) {
	const size_t n = strlen(dir), k = strlen(name);
	struct node *made = calloc(1, sizeof *made + n + k + 2);
	if (made == NULL)
		return NULL;
	memcpy(made->shown, dir, n);
	memcpy(made->shown + n, name, k);
	if (n + k != 0 && made->shown[n + k - 1] != '/')
		made->shown[n + k] = '/';
	return made;
}

/* With the lock. The first failure counts. */
static void fail(struct run *r, const struct lw_error *what) {
	if (!r->failed)
		*r->err = *what;
	r->failed = true;
}

static size_t size_of(const struct node *n) {
	return n->out.rows.n + n->out.troubles.n;
}

/* With the lock, which is open while something is delivered. */
static void give_out(struct run *r, const struct lw_walk_out *out) {
	struct lw_error what;
	lw_error_clear(&what);
	lw_lock_give(&r->lock);
	const bool ok = r->walk->deliver(r->walk->ctx, out, &what);
	lw_lock_take(&r->lock);
	if (!ok)
		fail(r, &what);
	lw_lock_tell(&r->lock);
}

/* With the lock. */
static void deliver(struct run *r) {
	if (r->delivering)
		return;
	r->delivering = true;
	while (!r->failed && r->first != NULL && r->first->done) {
		struct node *n = r->first;
		r->first = n->next;
		if (size_of(n) != 0)
			give_out(r, &n->out);
		r->waiting -= size_of(n);
		free_node(n);
	}
	r->delivering = false;
	lw_lock_tell(&r->lock);
}

/* Gives away what n has so far, if its turn has come; waits for that if too much would wait. False: the walk ends. */
static bool give_part(struct run *r, struct node *n) {
	lw_lock_take(&r->lock);
	while (!r->failed && (r->first != n || r->delivering) && r->waiting + size_of(n) > MOST_WAITING)
		lw_lock_wait(&r->lock);
	if (!r->failed && r->first == n && !r->delivering) {
		r->delivering = true;
		give_out(r, &n->out);
		r->delivering = false;
		n->out.rows.n = n->out.troubles.n = 0;
		lw_lock_tell(&r->lock);
	}
	const bool go_on = !r->failed;
	lw_lock_give(&r->lock);
	return go_on;
}

/* With the lock: puts the subdirectories, which lie in entries behind the files, in behind n. */
static bool add_subdirs(struct run *r, struct node *n, const struct lw_dir_entries *e, struct lw_error *err) {
	for (size_t i = e->n; i-- > 0 && e->at[i].is_dir;) {
		struct node *sub = new_node(n->shown, e->at[i].name);
		if (sub == NULL)
			return lw_fail(err, LW_E_NOMEM, "out of memory");
		sub->next = n->next;
		n->next = sub;
		sub->next_todo = r->todo;
		r->todo = sub;
	}
	return true;
}

struct worker {
	struct run *r;
	unsigned number;
	struct lw_dir_entries entries; /* of the directory at hand; its memory is used again */
};

static bool look_at(const struct worker *w, int dir, struct node *n, struct lw_error *err) {
	const struct lw_walk *walk = w->r->walk;
	for (size_t i = 0; i < w->entries.n && !w->entries.at[i].is_dir; i++) {
		LW_TRY(walk->file(walk->ctx, w->number, dir, n->shown, w->entries.at[i].name, &n->out, err));
		if (size_of(n) >= PART && !give_part(w->r, n))
			break;
	}
	return true;
}

static bool one_dir(struct worker *w, struct node *n, struct lw_error *err) {
	int dir, sys;
	LW_TRY(lw_dir_read(w->r->start, n->shown + w->r->n_start, &w->entries, &dir, &sys, err));
	const bool told = sys == 0 || lw_walk_trouble_of(&n->out, n->shown, "", sys, err);
	if (dir < 0)
		return told;
	const bool ok = told && look_at(w, dir, n, err);
	lw_dir_close(dir);
	return ok;
}

/* With the lock: may a worker take the next one? All wait for the first, so that one may always be taken. */
static bool may_start(const struct run *r) {
	return r->todo != NULL && (r->waiting < MOST_WAITING || r->todo == r->first);
}

static void take_and_do(struct worker *w) {
	struct run *r = w->r;
	struct node *n = r->todo;
	struct lw_error what;
	lw_error_clear(&what);
	r->todo = n->next_todo;
	r->busy++;
	lw_lock_give(&r->lock);
	const bool ok = one_dir(w, n, &what);
	lw_lock_take(&r->lock);
	if (!ok || !add_subdirs(r, n, &w->entries, &what))
		fail(r, &what);
	n->done = true;
	r->waiting += size_of(n);
	r->busy--;
	lw_lock_tell(&r->lock);
	deliver(r);
}

static void work(void *ctx, unsigned number) {
	struct worker w = {.r = ctx, .number = number};
	struct run *r = ctx;
	lw_lock_take(&r->lock);
	while (!r->failed && (r->todo != NULL || r->busy != 0)) {
		if (may_start(r))
			take_and_do(&w);
		else
			lw_lock_wait(&r->lock);
	}
	deliver(r);
	lw_lock_tell(&r->lock);
	lw_lock_give(&r->lock);
	lw_dir_entries_free(&w.entries);
}

bool lw_walk_run(const struct lw_walk *walk, int start, const char *name, struct lw_error *err) {
	struct run r = {.walk = walk, .start = start, .err = err};
	r.first = r.todo = new_node(name, "");
	if (r.first == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	r.n_start = strlen(r.first->shown);
	const bool ready = lw_lock_init(&r.lock, err);
	if (ready) {
		lw_threads_run(walk->workers, work, &r);
		lw_lock_free(&r.lock);
	}
	for (struct node *n = r.first, *next; n != NULL; n = next) {
		next = n->next;
		free_node(n);
	}
	return ready && !r.failed;
}
