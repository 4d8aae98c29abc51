/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over dependencies: breadth first, filtees before the filter (glibc elf/dl-deps.c _dl_map_object_deps). */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"

struct walk {
	struct gl_process *p;
	bool trace;
	struct gl_list *first, *tail;
	struct lw_map listed;    /* map -> its cell (l_reserved) */
	uint32_t visit;          /* which it is, from 1 */
	struct gl_list *put_now; /* the first that this visit put before its object */
	bool stopped;
};

static struct gl_list *cell_of(const struct walk *w, const struct gl_map *l) {
	return lw_map_get(&w->listed, &l->id, sizeof l->id);
}

/* before: NULL for the end of the list. */
static void link_cell(struct walk *w, struct gl_list *c, struct gl_list *before) {
	c->next = before;
	c->prev = before != NULL ? before->prev : w->tail;
	*(c->prev != NULL ? &c->prev->next : &w->first) = c;
	*(c->next != NULL ? &c->next->prev : &w->tail) = c;
}

static void unlink_cell(struct walk *w, struct gl_list *c) {
	*(c->prev != NULL ? &c->prev->next : &w->first) = c->next;
	*(c->next != NULL ? &c->next->prev : &w->tail) = c->prev;
}

static struct gl_list *new_cell(struct walk *w, struct gl_map *l, struct lw_error *err) {
	struct gl_list *c = lw_alloc(w->p->a, 1, sizeof *c, err);
	if (c == NULL || !lw_map_put(&w->listed, w->p->a, &l->id, sizeof l->id, c, err))
		return NULL;
	c->map = l;
	return c;
}

static bool append(struct walk *w, struct gl_map *l, struct lw_error *err) {
	if (cell_of(w, l) != NULL)
		return true;
	struct gl_list *c = new_cell(w, l, err);
	if (c == NULL)
		return false;
	link_cell(w, c, NULL);
	return true;
}

/* A filtee goes in front of the object that names it, and is visited next; if it stands there already nothing changes.
 */
static bool insert_filtee(struct walk *w, struct gl_list *at, struct gl_map *aux, struct lw_error *err) {
	struct gl_list *c = cell_of(w, aux);
	if (c == at || (c != NULL && (c->passed || c->put_for == w->visit)))
		return true;
	if (c != NULL)
		unlink_cell(w, c);
	else if ((c = new_cell(w, aux, err)) == NULL)
		return false;
	link_cell(w, c, at);
	c->done = false;
	c->put_for = w->visit;
	if (w->put_now == NULL)
		w->put_now = c;
	return lw_gl_map_move(w->p, aux, at->map, err);
}

static bool stop(struct walk *w, const char *path, const char *message, const char *words, struct lw_error *err) {
	w->stopped = true;
	w->p->stop_words = words;
	return lw_build_stop(&w->p->b, path, message, err);
}

static enum lw_edge_kind edge_kind(enum lw_need_kind kind) {
	return kind == LW_NEED_AUXILIARY ? LW_EDGE_AUXILIARY : kind == LW_NEED_FILTER ? LW_EDGE_FILTER : LW_EDGE_NEEDED;
}

static bool new_edge(struct walk *w, struct gl_map *l, const struct lw_need *need, uint32_t *id, struct lw_error *err) {
	struct lw_edge *e = lw_build_edge(&w->p->b, l->id, edge_kind(need->kind), err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = need->name;
	e->off = need->off;
	*id = e->id;
	return true;
}

/* expand_dst of dl-deps.c. *name is NULL where the entry is passed over. */
static bool expand(struct walk *w, struct gl_map *l, const struct lw_need *need, uint32_t edge, const char **name,
		   struct lw_error *err) {
	struct gl_process *p = w->p;
	*name = need->name;
	if (!lw_gl_tokens_any(need->name))
		return true;
	const char *message = NULL;
	if (p->w->secure)
		message = "DST not allowed in SUID/SGID programs";
	else
		LW_TRY(lw_gl_tokens_expand(p, l, need->name, name, err));
	if (message == NULL && *name == NULL && need->kind == LW_NEED_AUXILIARY)
		message = "empty dynamic string token substitution";
	if (message != NULL) {
		*name = NULL;
		p->b.edges.at[edge].how = LW_HOW_FATAL;
		const char *text = lw_sprintf(p->a, err, "%s: %s", need->name, message);
		return text != NULL && stop(w, NULL, text, message, err);
	}
	if (*name == NULL)
		p->b.edges.at[edge].how = LW_HOW_IGNORED;
	else
		p->b.edges.at[edge].name = *name;
	return true;
}

static bool serve(struct walk *w, struct gl_map *l, const struct lw_need *need, struct gl_list *at,
		  struct lw_error *err) {
	struct gl_process *p = w->p;
	uint32_t edge;
	const char *name;
	LW_TRY(new_edge(w, l, need, &edge, err));
	LW_TRY(expand(w, l, need, edge, &name, err));
	if (name == NULL)
		return true;
	struct gl_request rq = lw_gl_request_of(p, &p->b.edges.at[edge]);
	rq.trace = w->trace;
	struct gl_map *dep;
	struct gl_found found;
	LW_TRY(lw_gl_map_object(p, &rq, edge, &dep, &found, err));
	if (dep != NULL)
		return need->kind == LW_NEED_LIBRARY ? append(w, dep, err) : insert_filtee(w, at, dep, err);
	if (need->kind == LW_NEED_AUXILIARY) {
		p->b.edges.at[edge].how = LW_HOW_IGNORED;
		return true;
	}
	if (found.end == GL_FATAL)
		return stop(w, found.reason_path, found.reason, found.words, err);
	struct lw_errno_buf words;
	const char *message = found.other_class ? lw_sprintf(p->a, err, "%s: %s", name, lw_gl_why_not(p, &found))
						: lw_sprintf(p->a, err, "%s: cannot open shared object file: %s", name,
							     lw_gl_strerror(found.sys, &words));
	p->b.edges.at[edge].how = LW_HOW_MISSING;
	return message != NULL && stop(w, NULL, message, lw_gl_why_not(p, &found), err);
}

/* Once the loader has given up, what it did not come to is still listed. */
static bool list_unreached(struct walk *w, struct gl_map *l, uint32_t from, struct lw_error *err) {
	uint32_t edge;
	for (uint32_t i = from; i < l->img->n_needs; i++)
		LW_TRY(new_edge(w, l, &l->img->needs[i], &edge, err));
	return true;
}

/* One object's entries in the order of its dynamic section. */
static bool visit(struct walk *w, struct gl_list *at, struct lw_error *err) {
	struct gl_map *l = at->map;
	at->done = true;
	w->visit++;
	w->put_now = NULL;
	if (l->faked || l->mirror)
		return true;
	for (uint32_t i = 0; i < l->img->n_needs; i++) {
		LW_TRY(serve(w, l, &l->img->needs[i], at, err));
		if (w->stopped)
			return list_unreached(w, l, i + 1, err);
	}
	return true;
}

bool lw_gl_map_deps(struct gl_process *p, struct gl_map *map, struct gl_map *const *preloads, uint32_t n_preloads,
		    bool trace, struct gl_list **searchlist, struct lw_error *err) {
	struct walk w = {.p = p, .trace = trace, .stopped = p->b.out.stopped != NULL};
	LW_TRY(append(&w, map, err));
	for (uint32_t i = 0; i < n_preloads; i++)
		LW_TRY(append(&w, preloads[i], err));
	struct gl_list *at = w.first;
	while (at != NULL && !w.stopped) {
		LW_TRY(visit(&w, at, err));
		if (w.put_now != NULL)
			at = w.put_now;
		for (; at != NULL && at->done; at = at->next)
			at->passed = true;
	}
	for (; at != NULL; at = at->next)
		if (!at->done && !at->map->faked && !at->map->mirror)
			LW_TRY(list_unreached(&w, at->map, 0, err));
	*searchlist = w.first;
	return true;
}
