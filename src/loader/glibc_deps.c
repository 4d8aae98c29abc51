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
	struct lw_map listed; /* maps that are in the list already (l_reserved) */
	bool stopped;
};

static bool is_listed(const struct walk *w, struct gl_map *l) {
	return lw_map_get(&w->listed, &l->id, sizeof l->id) != NULL;
}

static bool mark_listed(struct walk *w, struct gl_map *l, struct lw_error *err) {
	return lw_map_put(&w->listed, w->p->a, &l->id, sizeof l->id, l, err);
}

static struct gl_list *cell(struct walk *w, struct gl_map *l, struct lw_error *err) {
	struct gl_list *c = lw_alloc(w->p->a, 1, sizeof *c, err);
	if (c != NULL)
		c->map = l;
	return c;
}

static bool append(struct walk *w, struct gl_map *l, struct lw_error *err) {
	if (is_listed(w, l))
		return true;
	struct gl_list *c = cell(w, l, err);
	if (c == NULL)
		return false;
	if (w->tail != NULL)
		w->tail->next = c;
	else
		w->first = c;
	w->tail = c;
	return mark_listed(w, l, err);
}

static void move_before(struct gl_process *p, struct gl_map *l, struct gl_map *before) {
	struct gl_ns *ns = &p->ns[l->ns];
	if (l->prev != NULL)
		l->prev->next = l->next;
	else
		ns->first = l->next;
	if (l->next != NULL)
		l->next->prev = l->prev;
	else
		ns->last = l->prev;
	l->prev = before->prev;
	l->next = before;
	before->prev = l;
	if (l->prev != NULL)
		l->prev->next = l;
	else
		ns->first = l;
	p->moved = true;
}

/* A filtee goes in front of the object that names it: the cell *at becomes the filtee's, and its old content moves into
 * a new cell behind it, which *at then means. If the filtee stands earlier already nothing changes. */
static bool insert_filtee(struct walk *w, struct gl_list **at, struct gl_map *aux, struct lw_error *err) {
	struct gl_list *moved = cell(w, NULL, err);
	if (moved == NULL)
		return false;
	struct gl_list *orig = *at;
	*moved = *orig;
	if (is_listed(w, aux)) {
		struct gl_list *late = moved;
		while (late->next != NULL && late->next->map != aux)
			late = late->next;
		if (late->next == NULL)
			return true;
		if (w->tail == late->next)
			w->tail = late;
		late->next = late->next->next;
	} else {
		LW_TRY(mark_listed(w, aux, err));
	}
	*orig = (struct gl_list){.map = aux, .next = moved};
	move_before(w->p, aux, moved->map);
	if (w->tail == orig)
		w->tail = moved;
	*at = moved;
	return true;
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

static bool serve(struct walk *w, struct gl_map *l, const struct lw_need *need, struct gl_list **at,
		  struct lw_error *err) {
	struct gl_process *p = w->p;
	uint32_t edge;
	const char *name;
	LW_TRY(new_edge(w, l, need, &edge, err));
	LW_TRY(expand(w, l, need, edge, &name, err));
	if (name == NULL)
		return true;
	struct gl_request rq = {.loader = l, .name = name, .ns = l->ns, .trace = w->trace, .audit = l->ns != 0};
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

/* One object's entries in the order of its dynamic section. *left is the cell that now holds the object. */
static bool visit(struct walk *w, struct gl_list *at, struct lw_error *err) {
	struct gl_map *l = at->map;
	at->done = true;
	if (l->faked || l->mirror)
		return true;
	for (uint32_t i = 0; i < l->img->n_needs; i++) {
		LW_TRY(serve(w, l, &l->img->needs[i], &at, err));
		if (w->stopped)
			return list_unreached(w, l, i + 1, err);
	}
	return true;
}

bool lw_gl_map_deps(struct gl_process *p, struct gl_map *map, struct gl_map *const *preloads, uint32_t n_preloads,
		    bool trace, struct gl_list **searchlist, struct lw_error *err) {
	struct walk w = {.p = p, .trace = trace};
	LW_TRY(append(&w, map, err));
	for (uint32_t i = 0; i < n_preloads; i++)
		LW_TRY(append(&w, preloads[i], err));
	struct gl_list *at = w.first;
	while (at != NULL && !w.stopped) {
		LW_TRY(visit(&w, at, err));
		while (at != NULL && at->done)
			at = at->next;
	}
	for (; at != NULL; at = at->next)
		if (!at->done && !at->map->faked && !at->map->mirror)
			LW_TRY(list_unreached(&w, at->map, 0, err));
	*searchlist = w.first;
	return true;
}
