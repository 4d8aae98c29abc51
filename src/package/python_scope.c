/* SPDX-License-Identifier: Apache-2.0 */
/* Names and what they are bound to; states where ways part and come together. */
#include <string.h>

#include "package/python_run.h"

struct py_final {
	struct py_var *var;
	const struct py_set *value;
	uint32_t ways, last; /* how many bind it; the last of them */
};

static void *take(struct py_run *x, size_t size) {
	void *p = lw_py_burn(&x->m, 1 + size / 64) ? lw_alloc(x->m.a, 1, size, x->m.err) : NULL;
	if (p == NULL && !x->m.stop)
		x->m.failed = x->m.stop = true;
	return p;
}

static void put(struct py_run *x, struct lw_map *m, const void *key, size_t n, void *value) {
	if (!lw_map_put(m, x->m.a, key, n, value, x->m.err))
		x->m.failed = x->m.stop = true;
}

struct py_scope *lw_py_scope_new(struct py_run *x, struct py_scope *outer) {
	struct py_scope *s = take(x, sizeof *s);
	if (s != NULL)
		s->outer = outer;
	return s;
}

static struct py_var *var_of(struct py_run *x, struct lw_map *m, const char *name, size_t n) {
	struct py_var *v = lw_map_get(m, name, n);
	if (v != NULL)
		return v;
	v = take(x, sizeof *v);
	if (v != NULL)
		put(x, m, name, n, v);
	return v;
}

static const struct py_set *star(struct py_run *x, const char *name, size_t n) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < x->stars.n && i < 16; i++) {
		struct py_writing w;
		w.n = 0;
		lw_py_write(&w, x->stars.at[i], strlen(x->stars.at[i]));
		lw_py_write(&w, ".", 1);
		lw_py_write(&w, name, n);
		lw_py_add_all(&b, lw_py_name(&x->m, w.at, w.n));
	}
	lw_py_add_all(&b, lw_py_name(&x->m, name, n));
	return lw_py_added(&x->m, &b);
}

const struct py_set *lw_py_lookup(struct py_run *x, const char *name, size_t n) {
	for (struct py_scope *s = x->scope; s != NULL; s = s->outer) {
		const struct py_var *v = lw_map_get(&s->vars, name, n);
		if (v != NULL && v->now != NULL)
			return v->now;
	}
	return n == 0 ? &lw_py_any : star(x, name, n);
}

static void set(struct py_run *x, struct py_var *v, const struct py_set *value) {
	struct py_change *c = v == NULL || x->m.stop ? NULL : lw_vec_add(x->m.a, &x->log, x->m.err);
	if (c == NULL) {
		x->m.failed |= v != NULL && !x->m.stop;
		x->m.stop |= x->m.failed;
		return;
	}
	*c = (struct py_change){v, v->now};
	v->now = value;
}

void lw_py_bind(struct py_run *x, const char *name, size_t n, const struct py_set *value) {
	set(x, var_of(x, &x->scope->vars, name, n), value);
	if (x->scope->is_class)
		lw_py_attribute_add(x, name, n, value);
}

void lw_py_bind_global(struct py_run *x, const char *name, size_t n) {
	struct py_var *v = var_of(x, &x->module->vars, name, n);
	if (v != NULL && x->scope != x->module)
		put(x, &x->scope->vars, name, n, v);
}

const struct py_set *lw_py_attribute_get(struct py_run *x, const char *name, size_t n) {
	const struct py_var *v = lw_map_get(&x->attributes, name, n);
	return v == NULL || v->now == NULL ? &lw_py_empty : v->now;
}

void lw_py_attribute_add(struct py_run *x, const char *name, size_t n, const struct py_set *value) {
	struct py_var *v = var_of(x, &x->attributes, name, n);
	if (v != NULL)
		v->now = lw_py_union(&x->m, v->now == NULL ? &lw_py_empty : v->now, value);
}

void lw_py_fork(struct py_run *x, struct py_fork *f) {
	*f = (struct py_fork){.mark = x->log.n};
}

static struct py_final *final_of(struct py_run *x, struct py_fork *f, struct py_var *var) {
	struct py_final *end = lw_map_get(&f->finals, &var, sizeof var);
	if (end != NULL)
		return end;
	end = take(x, sizeof *end);
	struct py_final **listed = end == NULL ? NULL : lw_vec_add(x->m.a, &f->list, x->m.err);
	if (listed == NULL)
		return NULL;
	*end = (struct py_final){var, &lw_py_empty, 0, 0};
	*listed = end;
	put(x, &f->finals, &end->var, sizeof end->var, end);
	return end;
}

/* What each variable that was bound since the mark is now goes to the others' ends; then it is what it was. */
static void undo(struct py_run *x, struct py_fork *f, bool keep) {
	f->ways += keep;
	for (uint32_t i = x->log.n; i > f->mark && keep; i--) {
		struct py_var *var = x->log.at[i - 1].var;
		struct py_final *end = lw_py_burn(&x->m, 1) ? final_of(x, f, var) : NULL;
		if (end == NULL)
			break;
		if (end->last != f->ways && var->now != NULL) {
			end->value = lw_py_union(&x->m, end->value, var->now);
			end->last = f->ways;
			end->ways++;
		}
	}
	while (x->log.n > f->mark) {
		const struct py_change *c = &x->log.at[--x->log.n];
		c->var->now = c->old;
	}
}

void lw_py_fork_next(struct py_run *x, struct py_fork *f) {
	undo(x, f, !x->ended);
	x->ended = false;
}

void lw_py_fork_join(struct py_run *x, struct py_fork *f, bool none) {
	x->ended = f->ways == 0 && !none;
	for (uint32_t i = 0; i < f->list.n; i++) {
		const struct py_final *end = f->list.at[i];
		const bool before = none || end->ways < f->ways;
		const struct py_set *old = before && end->var->now != NULL ? end->var->now : &lw_py_empty;
		set(x, end->var, lw_py_union(&x->m, old, end->value));
	}
}
