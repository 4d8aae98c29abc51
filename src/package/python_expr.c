/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions (The Python Language Reference, chapter 6). */
#include <string.h>

#include "package/python_path.h"
#include "package/python_run.h"

const struct py_token *lw_py_peek(const struct py_run *x) {
	return &x->t.at[x->at < x->t.n ? x->at : x->t.n - 1];
}

const char *lw_py_token_text(const struct py_run *x, const struct py_token *t) {
	return (const char *)x->t.text.ptr + t->at;
}

bool lw_py_is(const struct py_run *x, const struct py_token *t, const char *text) {
	const size_t n = strlen(text);
	return (t->kind == PY_WORD || t->kind == PY_OP) && t->n == n && memcmp(lw_py_token_text(x, t), text, n) == 0;
}

bool lw_py_accept(struct py_run *x, const char *text) {
	const bool is = lw_py_is(x, lw_py_peek(x), text);
	x->at += is;
	return is;
}

uint32_t lw_py_find(const struct py_run *x, uint32_t at, uint32_t end, const char *text) {
	for (; at < end && at < x->t.n; at++) {
		if (lw_py_is(x, &x->t.at[at], text))
			return at;
		if (x->t.at[at].partner > at && x->t.at[at].kind != PY_INDENT)
			at = x->t.at[at].partner;
	}
	return end;
}

/* Which bind tighter (6.17); 0: no operator between two. "not" of "not in" and "is not" is passed by its second word.
 */
static uint32_t precedence(const struct py_run *x, const struct py_token *t) {
	static const struct {
		const char *op;
		uint32_t level;
	} ops[] = {{"or", 1}, {"and", 2}, {"in", 4}, {"not", 4}, {"is", 4}, {"<", 4},  {">", 4},  {"<=", 4}, {">=", 4},
		   {"==", 4}, {"!=", 4},  {"<>", 4}, {"|", 5},   {"^", 6},  {"&", 7},  {"<<", 8}, {">>", 8}, {"+", 9},
		   {"-", 9},  {"*", 10},  {"/", 10}, {"//", 10}, {"%", 10}, {"@", 10}, {"**", 12}};
	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
		if (lw_py_is(x, t, ops[i].op))
			return ops[i].level;
	return 0;
}

static const struct py_set *without_none(struct py_run *x, const struct py_set *s) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < s->n; i++)
		if (s->at[i].kind != PY_V_NONE)
			lw_py_add(&b, s->at[i]);
	return lw_py_added(&x->m, &b);
}

static const struct py_set *flags(struct py_run *x, const struct py_set *l, const struct py_set *r) {
	const int64_t both = lw_py_flags_of(l) | lw_py_flags_of(r);
	return lw_py_one(&x->m, (struct py_value){.kind = PY_V_FLAGS, .u.number = both});
}

static const struct py_set *lists(struct py_run *x, const struct py_value *l, const struct py_value *r) {
	LW_VEC(const struct py_set *) items = {0};
	for (uint32_t i = 0; i < l->n + r->n && i < PY_MOST_ITEMS && lw_py_burn(&x->m, 1); i++) {
		const struct py_set **item = lw_vec_add(x->m.a, &items, x->m.err);
		if (item == NULL)
			x->m.failed = x->m.stop = true;
		else
			*item = i < l->n ? l->u.items[i] : r->u.items[i - l->n];
	}
	if (x->m.stop || l->n + r->n > PY_MOST_ITEMS)
		return lw_py_list_of(&x->m, &lw_py_any);
	return lw_py_list(&x->m, items.at, items.n, l->more || r->more);
}

static bool is_lists(const struct py_set *s) {
	return s->n == 1 && s->at[0].kind == PY_V_LIST;
}

static bool any_text(const struct py_set *s) {
	for (uint32_t i = 0; i < s->n; i++)
		if (s->at[i].kind == PY_V_TEXT)
			return true;
	return false;
}

static const struct py_set *plus(struct py_run *x, const struct py_set *l, const struct py_set *r) {
	if (is_lists(l) && is_lists(r))
		return lists(x, &l->at[0], &r->at[0]);
	if (is_lists(l) || is_lists(r))
		return lw_py_list_of(&x->m, lw_py_union(&x->m, lw_py_item(&x->m, l), lw_py_item(&x->m, r)));
	return any_text(l) || any_text(r) ? lw_py_concat(&x->m, l, r) : &lw_py_any;
}

const struct py_set *lw_py_binary(struct py_run *x, const char *op, size_t n, const struct py_set *l,
				  const struct py_set *r) {
	if (n == 2 && memcmp(op, "or", 2) == 0)
		return lw_py_union(&x->m, without_none(x, l), r);
	if (n == 3 && memcmp(op, "and", 3) == 0)
		return r;
	if (n != 1)
		return &lw_py_any;
	switch (*op) {
	case '+':
		return plus(x, l, r);
	case '/':
		return lw_py_path_join(&x->m, l, r);
	case '%':
		return lw_py_percent(x, l, r);
	case '|':
		return flags(x, l, r);
	default:
		return &lw_py_any;
	}
}

static const struct py_set *operators(struct py_run *x, uint32_t end, uint32_t level);

static const struct py_set *unary(struct py_run *x, uint32_t end) {
	static const char *const words[] = {"not", "-", "+", "~"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (lw_py_accept(x, words[i])) {
			const struct py_set *s = operators(x, end, i == 0 ? 4 : 11);
			const bool number = i == 1 && s->n == 1 && s->at[0].kind == PY_V_NUMBER;
			return number
				? lw_py_one(&x->m,
					    (struct py_value){.kind = PY_V_NUMBER, .u.number = -s->at[0].u.number})
				: &lw_py_any;
		}
	return lw_py_atom(x, end);
}

static const struct py_set *operators(struct py_run *x, uint32_t end, uint32_t level) {
	if (x->depth >= PY_DEEPEST || !lw_py_burn(&x->m, 1)) {
		x->cut = true;
		x->at += x->at < end;
		return &lw_py_any;
	}
	x->depth++;
	const struct py_set *l = unary(x, end);
	while (x->at < end && !x->m.stop) {
		const struct py_token *op = lw_py_peek(x);
		const uint32_t p = precedence(x, op);
		if (p == 0 || p < level)
			break;
		x->at++;
		if (p == 4)
			x->at += lw_py_is(x, lw_py_peek(x), "in") || lw_py_is(x, lw_py_peek(x), "not");
		x->unsure += p <= 2;
		const struct py_set *r = operators(x, end, p + (p != 12));
		x->unsure -= p <= 2;
		l = lw_py_binary(x, lw_py_token_text(x, op), op->n, l, r);
	}
	x->depth--;
	return l;
}

/* The parameters are not known; the body may run at any time. */
static const struct py_set *lambda(struct py_run *x, uint32_t end) {
	struct py_scope *own = lw_py_scope_new(x, x->scope), *old = x->scope;
	const uint32_t colon = lw_py_find(x, x->at, end, ":");
	if (own == NULL)
		return &lw_py_any;
	x->scope = own;
	for (; x->at < colon; x->at++) {
		const struct py_token *t = lw_py_peek(x);
		if (t->kind == PY_WORD)
			lw_py_bind(x, lw_py_token_text(x, t), t->n, &lw_py_any);
	}
	x->at += x->at < end;
	x->unsure++;
	lw_py_expression(x, end);
	x->unsure--;
	x->scope = old;
	return &lw_py_any;
}

static const struct py_set *named(struct py_run *x, uint32_t end) {
	const struct py_token *t = lw_py_peek(x);
	x->at += 2;
	const struct py_set *value = lw_py_expression(x, end);
	lw_py_bind(x, lw_py_token_text(x, t), t->n, value);
	return value;
}

const struct py_set *lw_py_expression(struct py_run *x, uint32_t end) {
	if (lw_py_is(x, lw_py_peek(x), "lambda") && x->depth < PY_DEEPEST) {
		x->at++;
		x->depth++;
		const struct py_set *value = lambda(x, end);
		x->depth--;
		return value;
	}
	if (x->at + 1 < end && lw_py_peek(x)->kind == PY_WORD && lw_py_is(x, &x->t.at[x->at + 1], ":="))
		return named(x, end);
	const struct py_set *value = operators(x, end, 1);
	while (x->at < end && lw_py_accept(x, "if")) {
		x->unsure++;
		operators(x, end, 1);
		if (x->at < end && lw_py_accept(x, "else"))
			value = lw_py_union(&x->m, value, lw_py_expression(x, end));
		x->unsure--;
	}
	return value;
}

const struct py_set *lw_py_expressions(struct py_run *x, uint32_t end) {
	LW_VEC(const struct py_set *) items = {0};
	bool comma = false, more = false;
	while (x->at < end && lw_py_burn(&x->m, 1)) {
		const uint32_t from = x->at;
		more |= lw_py_accept(x, "*");
		const struct py_set *value = lw_py_expression(x, end), **item = NULL;
		if (items.n < PY_MOST_ITEMS && x->at > from)
			item = lw_vec_add(x->m.a, &items, x->m.err);
		if (item != NULL)
			*item = more ? &lw_py_any : value;
		if (x->at >= end || !lw_py_accept(x, ","))
			break;
		comma = true;
	}
	if (items.n == 1 && !comma)
		return items.at[0];
	return items.n == 0 ? &lw_py_any : lw_py_list(&x->m, items.at, items.n, more);
}
