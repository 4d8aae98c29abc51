/* SPDX-License-Identifier: Apache-2.0 */
/* What is bound to what: targets and the statements that bind them. */
#include <string.h>

#include "package/python_run.h"

/* The i-th of n targets of one value; behind a star nothing is known by its place. */
static const struct py_set *part(struct py_run *x, const struct py_set *value, uint32_t i, bool star) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t k = 0; k < value->n && lw_py_burn(&x->m, 1); k++) {
		const struct py_value *v = &value->at[k];
		if (v->kind == PY_V_LIST && !v->more && i < v->n && !star)
			lw_py_add_all(&b, v->u.items[i]);
		else
			lw_py_add_all(&b, lw_py_item(&x->m, lw_py_one(&x->m, *v)));
	}
	return b.n == 0 ? &lw_py_any : lw_py_added(&x->m, &b);
}

static void assign_parts(struct py_run *x, uint32_t from, uint32_t end, const struct py_set *value) {
	bool star = false;
	for (uint32_t i = 0; from < end && lw_py_burn(&x->m, 1); i++) {
		const uint32_t comma = lw_py_find(x, from, end, ",");
		const bool starred = lw_py_is(x, &x->t.at[from], "*");
		star |= starred;
		lw_py_assign(x, from + starred, comma,
			     starred ? lw_py_list_of(&x->m, part(x, value, i, true)) : part(x, value, i, star));
		from = comma + 1;
	}
}

/* os.environ["PATH"] = …, or an item of a list or dict: then the variable has one more. */
static void assign_item(struct py_run *x, uint32_t from, uint32_t open, uint32_t end, const struct py_set *value) {
	const uint32_t close = x->t.at[open].partner, line = x->t.at[open].line;
	x->at = from;
	const struct py_set *of = lw_py_expression(x, open);
	x->at = open + 1;
	const struct py_set *key = close <= end ? lw_py_expression(x, close) : &lw_py_any;
	for (uint32_t i = 0; i < of->n; i++)
		if (lw_py_is_name(&of->at[i], "os.environ") || lw_py_is_name(&of->at[i], "os.environb")) {
			lw_py_record_variable(x, key, value, line);
			return;
		}
	if (open != from + 1 || x->t.at[from].kind != PY_WORD || of->n != 1 || of->at[0].kind != PY_V_DICT)
		return;
	const struct py_value *d = &of->at[0];
	const struct py_set **items = lw_alloc(x->m.a, d->n + 2, sizeof *items, x->m.err);
	if (items == NULL || !lw_py_burn(&x->m, d->n)) {
		x->m.failed |= items == NULL;
		x->m.stop = true;
		return;
	}
	for (uint32_t i = 0; i < d->n; i++)
		items[i + 2] = d->u.items[i];
	items[0] = key;
	items[1] = value;
	const struct py_value v = {.kind = PY_V_DICT, .n = d->n + 2, .more = d->more, .u.items = items};
	lw_py_bind(x, lw_py_token_text(x, &x->t.at[from]), x->t.at[from].n, lw_py_one(&x->m, v));
}

/* The bracket that the last token closes, or from. */
static uint32_t last_bracket(const struct py_run *x, uint32_t from, uint32_t end) {
	for (uint32_t i = from; i < end; i++)
		if (x->t.at[i].partner > i) {
			if (x->t.at[i].partner == end - 1)
				return i;
			i = x->t.at[i].partner;
		}
	return from;
}

void lw_py_assign(struct py_run *x, uint32_t from, uint32_t end, const struct py_set *value) {
	if (from >= end || x->depth >= PY_DEEPEST || !lw_py_burn(&x->m, 1))
		return;
	const struct py_token *t = &x->t.at[from], *last = &x->t.at[end - 1];
	const bool bracket = lw_py_is(x, t, "(") || lw_py_is(x, t, "[");
	x->depth++;
	if (lw_py_find(x, from, end, ",") < end)
		assign_parts(x, from, end, value);
	else if (bracket && t->partner == end - 1 && lw_py_find(x, from + 1, end - 1, ",") < end - 1)
		assign_parts(x, from + 1, end - 1, value);
	else if (bracket && t->partner == end - 1)
		lw_py_assign(x, from + 1, end - 1, value);
	else if (end == from + 1 && t->kind == PY_WORD)
		lw_py_bind(x, lw_py_token_text(x, t), t->n, value);
	else if (last->kind == PY_WORD && lw_py_is(x, &x->t.at[end - 2], "."))
		lw_py_attribute_add(x, lw_py_token_text(x, last), last->n, value);
	else if (lw_py_is(x, last, "]") && last_bracket(x, from, end) > from)
		assign_item(x, from, last_bracket(x, from, end), end, value);
	x->depth--;
}

static bool is_augmented(const struct py_run *x, const struct py_token *t) {
	static const char *const not_one[] = {"==", "!=", "<=", ">=", ":="};
	const char *s = lw_py_token_text(x, t);
	if (t->kind != PY_OP || t->n < 2 || s[t->n - 1] != '=')
		return false;
	for (size_t i = 0; i < sizeof not_one / sizeof *not_one; i++)
		if (lw_py_is(x, t, not_one[i]))
			return false;
	return true;
}

static uint32_t find_augmented(const struct py_run *x, uint32_t at, uint32_t end) {
	for (; at < end; at++) {
		if (is_augmented(x, &x->t.at[at]))
			return at;
		if (x->t.at[at].partner > at)
			at = x->t.at[at].partner;
	}
	return end;
}

static void augmented(struct py_run *x, uint32_t from, uint32_t op, uint32_t end) {
	const struct py_token *t = &x->t.at[op];
	x->at = from;
	const struct py_set *old = lw_py_expression(x, op);
	x->at = op + 1;
	const struct py_set *more = lw_py_expressions(x, end);
	lw_py_assign(x, from, op, lw_py_binary(x, lw_py_token_text(x, t), t->n - 1, old, more));
}

/* "a = b = value", "a: type = value". */
bool lw_py_assignment(struct py_run *x, uint32_t end) {
	const uint32_t from = x->at, op = find_augmented(x, from, end);
	uint32_t equals = lw_py_find(x, from, end, "="), last = equals;
	if (op < equals) {
		augmented(x, from, op, end);
		return true;
	}
	if (equals == end)
		return false;
	while (lw_py_find(x, last + 1, end, "=") < end)
		last = lw_py_find(x, last + 1, end, "=");
	x->at = last + 1;
	const struct py_set *value = lw_py_expressions(x, end);
	const uint32_t rest = x->at;
	for (uint32_t at = from; at < last && lw_py_burn(&x->m, 1); at = equals + 1) {
		equals = lw_py_find(x, at, last, "=");
		lw_py_assign(x, at, lw_py_find(x, at, equals, ":"), value);
	}
	x->at = rest;
	return true;
}
