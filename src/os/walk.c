/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Directories are links of one chain in the order of the output; the subdirectories of one are put in right behind it.
 * Workers take the first that nobody has taken, so that little waits for its turn.
 */
#define _GNU_SOURCE
#include "os/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "os/threads.h"
#include "os/walk_dir.h"

/* Who would hold more than this back waits for the slow directory before it. */
#define MOST_WAITING ((size_t)32 << 20)

struct node {
	struct node *next;      /* in the order of the output */
	struct node *next_todo; /* that nobody has taken */
	bool done;
	struct lw_walk_out out;
	bool is_start;
	char *path;  /* how it is opened */
	char *shown; /* how it is called, with a slash at the end */
};

struct run {
	const struct lw_walk *walk;
	struct lw_lock lock;
	struct node *first, *todo;
	unsigned busy;
	size_t waiting; /* bytes */
	bool delivering, failed;
	struct lw_error *err;
};

bool lw_bytes_add(struct lw_bytes *b, const void *bytes, size_t n, struct lw_error *err) {
	if (n > b->cap - b->n) {
		const size_t cap = 2 * b->cap + n;
		char *more = realloc(b->at, cap);
		if (more == NULL)
			return lw_fail(err, LW_E_NOMEM, "out of memory");
		b->at = more;
		b->cap = cap;
	}
	if (n != 0)
		memcpy(b->at + b->n, bytes, n);
	b->n += n;
	return true;
}

bool lw_walk_trouble(struct lw_walk_out *out, const char *dir, const char *name, const char *text,
		     struct lw_error *err) {
	return lw_bytes_add(&out->troubles, dir, strlen(dir), err) &&
		lw_bytes_add(&out->troubles, name, strlen(name) + 1, err) &&
		lw_bytes_add(&out->troubles, text, strlen(text) + 1, err);
}

void lw_walk_out_free(struct lw_walk_out *out) {
	free(out->rows.at);
	free(out->troubles.at);
}

static void free_node(struct node *n) {
	lw_walk_out_free(&n->out);
	free(n->shown);
	free(n->path);
	free(n);
}

/* A slash between the two if there has to be one, and behind them if asked for. */
static char *joined(const char *dir, const char *name, bool slash_behind) {
	size_t n = strlen(dir), k = strlen(name);
	char *p = malloc(n + k + 3);
	if (p == NULL)
		return NULL;
	memcpy(p, dir, n);
	if (n != 0 && k != 0 && p[n - 1] != '/')
		p[n++] = '/';
	memcpy(p + n, name, k);
	n += k;
	if (slash_behind && n != 0 && p[n - 1] != '/')
		p[n++] = '/';
	p[n] = '\0';
	return p;
}

static struct node *new_node(const char *path, const char *shown, const char *name) {
	struct node *n = calloc(1, sizeof *n);
	if (n == NULL)
		return NULL;
	n->path = joined(path, name, false);
	n->shown = joined(shown, name, true);
	if (n->path != NULL && n->shown != NULL)
		return n;
	free_node(n);
	return NULL;
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
static void deliver(struct run *r) {
	if (r->delivering)
		return;
	r->delivering = true;
	while (!r->failed && r->first != NULL && r->first->done) {
		struct node *n = r->first;
		r->first = n->next;
		r->waiting -= size_of(n);
		if (size_of(n) != 0) {
			struct lw_error what;
			lw_error_clear(&what);
			lw_lock_give(&r->lock);
			const bool ok = r->walk->deliver(r->walk->ctx, &n->out, &what);
			lw_lock_take(&r->lock);
			if (!ok)
				fail(r, &what);
		}
		free_node(n);
		lw_lock_tell(&r->lock);
	}
	r->delivering = false;
}

/* With the lock: puts the subdirectories, which lie in entries behind the files, in behind n. */
static bool add_subdirs(struct run *r, struct node *n, const struct lw_dir_entries *e, struct lw_error *err) {
	for (size_t i = e->n; i-- > 0 && e->at[i].is_dir;) {
		struct node *sub = new_node(n->path, n->shown, e->at[i].name);
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
	for (size_t i = 0; i < w->entries.n && !w->entries.at[i].is_dir; i++)
		LW_TRY(walk->file(walk->ctx, w->number, dir, n->shown, w->entries.at[i].name, &n->out, err));
	return true;
}

static bool one_dir(struct worker *w, struct node *n, struct lw_error *err) {
	int dir, sys;
	struct lw_errno_buf words;
	LW_TRY(lw_dir_read(n->path, n->is_start, &w->entries, &dir, &sys, err));
	const bool told = sys == 0 || lw_walk_trouble(&n->out, n->shown, "", lw_errno_words(sys, &words), err);
	if (dir < 0)
		return told;
	const bool ok = told && look_at(w, dir, n, err);
	lw_dir_close(dir);
	return ok;
}

/* With the lock: may a worker take the next one? */
static bool may_start(const struct run *r) {
	return r->todo != NULL && (r->waiting < MOST_WAITING || r->busy == 0);
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

bool lw_walk_run(const struct lw_walk *walk, const char *start, const char *name, struct lw_error *err) {
	struct run r = {.walk = walk, .err = err};
	r.first = r.todo = new_node(start, name, "");
	if (r.first == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	r.first->is_start = true;
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
