/* SPDX-License-Identifier: Apache-2.0 */
#include "package/python_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct py_value any_value = {.kind = PY_V_ANY}, none_value = {.kind = PY_V_NONE};
const struct py_set lw_py_any = {1, &any_value};
const struct py_set lw_py_none = {1, &none_value};
const struct py_set lw_py_empty = {0, NULL};

bool lw_py_burn(struct py_maker *m, uint64_t work) {
	m->stop |= m->fuel < work;
	m->fuel -= m->stop ? 0 : work;
	return !m->stop;
}

static void *take(struct py_maker *m, size_t n, size_t size) {
	if (!lw_py_burn(m, 1 + n * size / 64))
		return NULL;
	void *p = lw_alloc(m->a, n, size, m->err);
	m->failed |= p == NULL;
	m->stop |= p == NULL;
	return p;
}

static const struct py_set *make(struct py_maker *m, const struct py_value *at, uint32_t n) {
	if (n == 0)
		return &lw_py_empty;
	struct py_set *s = take(m, 1, sizeof *s);
	struct py_value *kept = s == NULL ? NULL : take(m, n, sizeof *kept);
	if (kept == NULL)
		return &lw_py_any;
	memcpy(kept, at, n * sizeof *at);
	*s = (struct py_set){n, kept};
	return s;
}

const struct py_set *lw_py_one(struct py_maker *m, struct py_value v) {
	return v.kind == PY_V_ANY ? &lw_py_any : v.kind == PY_V_NONE ? &lw_py_none : make(m, &v, 1);
}

static const struct py_set *text_of(struct py_maker *m, enum py_kind kind, const char *text, size_t n) {
	char *kept = n > PY_LONGEST_TEXT ? NULL : take(m, n + 1, 1);
	if (kept == NULL)
		return &lw_py_any;
	memcpy(kept, text, n);
	return lw_py_one(m, (struct py_value){.kind = (uint8_t)kind, .n = (uint32_t)n, .u.text = kept});
}

const struct py_set *lw_py_text(struct py_maker *m, const char *text, size_t n) {
	return text_of(m, PY_V_TEXT, text, n);
}

const struct py_set *lw_py_literal(struct py_maker *m, const char *text) {
	return lw_py_text(m, text, strlen(text));
}

const struct py_set *lw_py_name(struct py_maker *m, const char *text, size_t n) {
	return n > 256 ? &lw_py_any : text_of(m, PY_V_NAME, text, n);
}

static bool same(const struct py_value *x, const struct py_value *y) {
	if (x->kind != y->kind || x->n != y->n || x->more != y->more)
		return false;
	switch (x->kind) {
	case PY_V_TEXT:
	case PY_V_NAME:
		return memcmp(x->u.text, y->u.text, x->n) == 0;
	case PY_V_NUMBER:
	case PY_V_FLAGS:
		return x->u.number == y->u.number;
	case PY_V_LIST:
	case PY_V_DICT:
		return x->u.items == y->u.items;
	case PY_V_DEF:
		return x->u.def == y->u.def;
	default:
		return true;
	}
}

/* The last place is kept for "not known", which stands for all that has none. */
void lw_py_add(struct py_adding *b, struct py_value v) {
	for (uint32_t i = 0; i < b->n; i++)
		if (same(&b->at[i], &v))
			return;
	if (b->n < PY_MOST_VALUES - 1)
		b->at[b->n++] = v;
	else if (b->n == PY_MOST_VALUES - 1)
		b->at[b->n++] = (struct py_value){.kind = PY_V_ANY};
}

void lw_py_add_all(struct py_adding *b, const struct py_set *s) {
	for (uint32_t i = 0; i < s->n; i++)
		lw_py_add(b, s->at[i]);
}

const struct py_set *lw_py_added(struct py_maker *m, const struct py_adding *b) {
	return lw_py_burn(m, b->n / 4) ? make(m, b->at, b->n) : &lw_py_any;
}

const struct py_set *lw_py_union(struct py_maker *m, const struct py_set *x, const struct py_set *y) {
	if (x == y || y->n == 0)
		return x;
	if (x->n == 0)
		return y;
	struct py_adding b;
	b.n = 0;
	lw_py_add_all(&b, x);
	lw_py_add_all(&b, y);
	return lw_py_added(m, &b);
}

const struct py_set *lw_py_list(struct py_maker *m, const struct py_set *const *items, uint32_t n, bool more) {
	return lw_py_one(m, (struct py_value){.kind = PY_V_LIST, .more = more, .n = n, .u.items = items});
}

const struct py_set *lw_py_list_of(struct py_maker *m, const struct py_set *each) {
	const struct py_set **items = take(m, 1, sizeof *items);
	if (items == NULL)
		return &lw_py_any;
	items[0] = each;
	return lw_py_list(m, items, 1, true);
}

void lw_py_write(struct py_writing *w, const char *text, size_t n) {
	if (w->n + n < sizeof w->at) {
		memcpy(w->at + w->n, text, n);
		w->n += n;
	} else if (w->n < sizeof w->at && (w->n == 0 || w->at[w->n - 1] != PY_M_ANY)) {
		w->at[w->n++] = PY_M_ANY;
	}
}

struct py_value lw_py_written(struct py_maker *m, const struct py_writing *w) {
	const struct py_set *s = lw_py_text(m, w->at, w->n);
	return s->at[0];
}

void lw_py_write_value(struct py_writing *w, const struct py_value *v) {
	char digits[24];
	if (v->kind == PY_V_TEXT)
		lw_py_write(w, v->u.text, v->n);
	else if (v->kind == PY_V_NUMBER)
		lw_py_write(w, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, v->u.number));
	else
		lw_py_write(w, &(char){PY_M_ANY}, 1);
}

const struct py_set *lw_py_concat(struct py_maker *m, const struct py_set *x, const struct py_set *y) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < x->n; i++)
		for (uint32_t k = 0; k < y->n && lw_py_burn(m, 1); k++) {
			struct py_writing w;
			w.n = 0;
			lw_py_write_value(&w, &x->at[i]);
			lw_py_write_value(&w, &y->at[k]);
			lw_py_add(&b, lw_py_written(m, &w));
		}
	return m->stop ? &lw_py_any : lw_py_added(m, &b);
}

/* What a loop over it gives: the keys of a dict. */
static uint32_t step_of(const struct py_value *v) {
	return v->kind == PY_V_DICT ? 2 : 1;
}

static bool is_items(const struct py_value *v) {
	return v->kind == PY_V_LIST || v->kind == PY_V_DICT;
}

const struct py_set *const *lw_py_items(struct py_maker *m, const struct py_set *s, uint32_t *n) {
	const struct py_set **one = take(m, 1, sizeof *one);
	static const struct py_set *const unknown[] = {&lw_py_any};
	*n = 1;
	if (s->n == 1 && s->at[0].kind == PY_V_LIST && !s->at[0].more) {
		*n = s->at[0].n;
		return s->at[0].u.items;
	}
	if (one == NULL)
		return unknown;
	one[0] = lw_py_item(m, s);
	return one;
}

const struct py_set *lw_py_item(struct py_maker *m, const struct py_set *s) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		const struct py_value *v = &s->at[i];
		for (uint32_t k = 0; is_items(v) && k < v->n && lw_py_burn(m, 1); k += step_of(v))
			lw_py_add_all(&b, v->u.items[k]);
		if (!is_items(v) && v->kind != PY_V_NONE)
			lw_py_add(&b, (struct py_value){.kind = PY_V_ANY});
	}
	return m->stop ? &lw_py_any : lw_py_added(m, &b);
}

static void add_of_list(struct py_adding *b, const struct py_value *v, const struct py_value *index) {
	int64_t i = index->kind == PY_V_NUMBER ? index->u.number : INT64_MAX;
	if (i < 0)
		i += v->n;
	if (!v->more && i >= 0 && i < v->n) {
		lw_py_add_all(b, v->u.items[i]);
		return;
	}
	for (uint32_t k = 0; k < v->n; k++)
		lw_py_add_all(b, v->u.items[k]);
}

/* The values whose key may be the index; all of them if no key is. */
static void add_of_dict(struct py_adding *b, const struct py_value *v, const struct py_value *index) {
	bool found = false;
	for (uint32_t pass = 0; pass < 2 && !found; pass++)
		for (uint32_t k = 0; k + 1 < v->n; k += 2) {
			const struct py_set *key = v->u.items[k];
			const bool hit = pass == 1 || (key->n == 1 && same(&key->at[0], index));
			found |= hit;
			if (hit)
				lw_py_add_all(b, v->u.items[k + 1]);
		}
	if (!found || v->more)
		lw_py_add(b, (struct py_value){.kind = PY_V_ANY});
}

const struct py_set *lw_py_subscript(struct py_maker *m, const struct py_set *s, const struct py_set *index) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = 0; k < index->n && lw_py_burn(m, 1 + s->at[i].n / 8); k++) {
			if (s->at[i].kind == PY_V_LIST)
				add_of_list(&b, &s->at[i], &index->at[k]);
			else if (s->at[i].kind == PY_V_DICT)
				add_of_dict(&b, &s->at[i], &index->at[k]);
			else
				lw_py_add(&b, (struct py_value){.kind = PY_V_ANY});
		}
	return m->stop || b.n == 0 ? &lw_py_any : lw_py_added(m, &b);
}

bool lw_py_is_text(const struct py_value *v, const char *text) {
	return v->kind == PY_V_TEXT && v->n == strlen(text) && memcmp(v->u.text, text, v->n) == 0;
}

bool lw_py_is_name(const struct py_value *v, const char *name) {
	return v->kind == PY_V_NAME && v->n == strlen(name) && memcmp(v->u.text, name, v->n) == 0;
}
