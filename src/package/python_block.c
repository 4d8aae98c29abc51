/* SPDX-License-Identifier: Apache-2.0 */
/* Compound statements (The Python Language Reference, chapter 8). */
#include <string.h>

#include "package/python_run.h"

static const struct py_token *at(const struct py_run *x, uint32_t i) {
	return &x->t.at[i < x->t.n ? i : x->t.n - 1];
}

/* Where the logical line ends: its PY_NEWLINE, or the end of the file. */
static uint32_t line_end(const struct py_run *x, uint32_t i) {
	while (i < x->t.n - 1 && x->t.at[i].kind != PY_NEWLINE)
		i = x->t.at[i].partner > i && x->t.at[i].kind != PY_INDENT ? x->t.at[i].partner : i + 1;
	return i < x->t.n ? i : x->t.n - 1;
}

/* The colon that ends the head of a compound statement. */
static uint32_t head_end(const struct py_run *x) {
	uint32_t i = x->at;
	const uint32_t end = line_end(x, i);
	for (; i < end; i++) {
		if (lw_py_is(x, &x->t.at[i], "lambda"))
			i = lw_py_find(x, i, end, ":");
		else if (lw_py_is(x, at(x, i), ":"))
			return i;
		else if (x->t.at[i].partner > i)
			i = x->t.at[i].partner;
	}
	return end;
}

/* Behind the colon at i: what the body is. */
static uint32_t body_end(const struct py_run *x, uint32_t body) {
	if (at(x, body)->kind == PY_NEWLINE && at(x, body + 1)->kind == PY_INDENT && at(x, body + 1)->partner > body)
		return at(x, body + 1)->partner + 1;
	const uint32_t end = line_end(x, body);
	return end < x->t.n - 1 ? end + 1 : end;
}

static void one_line(struct py_run *x) {
	const uint32_t end = line_end(x, x->at);
	while (x->at < end && lw_py_burn(&x->m, 1)) {
		const uint32_t semicolon = lw_py_find(x, x->at, end, ";");
		lw_py_simple_statement(x, semicolon);
		x->at = semicolon + (semicolon < end);
	}
	x->at = end + (end < x->t.n - 1);
}

void lw_py_body(struct py_run *x) {
	const uint32_t end = body_end(x, x->at);
	const bool block = end > x->at + 1 && at(x, x->at)->kind == PY_NEWLINE && at(x, x->at + 1)->kind == PY_INDENT;
	if (x->depth >= PY_DEEPEST) {
		x->cut = true;
	} else if (block) {
		x->depth++;
		for (x->at += 2; x->at + 1 < end && lw_py_burn(&x->m, 1) && !x->ended;)
			lw_py_statement(x);
		x->depth--;
	} else {
		one_line(x);
	}
	x->at = end;
}

/* Passes the head's colon and follows the body. */
static void head_and_body(struct py_run *x, uint32_t colon) {
	x->at = colon + (colon < x->t.n - 1);
	lw_py_body(x);
}

static void if_statement(struct py_run *x) {
	struct py_fork f;
	bool otherwise = false;
	lw_py_fork(x, &f);
	do {
		const uint32_t colon = head_end(x);
		lw_py_expression(x, colon);
		x->unsure++;
		head_and_body(x, colon);
		x->unsure--;
		lw_py_fork_next(x, &f);
	} while (lw_py_accept(x, "elif") && lw_py_burn(&x->m, 1));
	if (lw_py_accept(x, "else")) {
		otherwise = true;
		x->unsure++;
		head_and_body(x, head_end(x));
		x->unsure--;
		lw_py_fork_next(x, &f);
	}
	lw_py_fork_join(x, &f, !otherwise);
}

static bool has_break(const struct py_run *x, uint32_t from, uint32_t end) {
	for (uint32_t i = from; i < end; i++)
		if (lw_py_is(x, &x->t.at[i], "break") || lw_py_is(x, &x->t.at[i], "continue") ||
		    lw_py_is(x, &x->t.at[i], "return"))
			return true;
	return false;
}

static void else_of_loop(struct py_run *x) {
	if (!lw_py_accept(x, "else"))
		return;
	struct py_fork f;
	lw_py_fork(x, &f);
	x->unsure++;
	head_and_body(x, head_end(x));
	x->unsure--;
	lw_py_fork_next(x, &f);
	lw_py_fork_join(x, &f, true);
}

/* One turn, from where the one before ended; what a turn may leave behind is kept. */
static const struct py_set *all_of(struct py_run *x, const struct py_set *list) {
	return lw_py_item(&x->m, list);
}

static void turn(struct py_run *x, uint32_t from, uint32_t in, uint32_t body, const struct py_set *value) {
	if (value != NULL)
		lw_py_assign(x, from, in, value);
	x->at = body;
	lw_py_body(x);
}

/* The turns of a loop one behind the other; behind each it may end. */
static void turns(struct py_run *x, uint32_t from, uint32_t in, uint32_t body, const struct py_set *const *each,
		  uint32_t n, bool sure) {
	struct py_fork outer;
	const bool plain = sure && !has_break(x, body, body_end(x, body));
	x->unsure += !plain;
	lw_py_fork(x, &outer);
	for (uint32_t i = 0; i < n && lw_py_burn(&x->m, 1); i++) {
		struct py_fork one;
		lw_py_fork(x, &one);
		turn(x, from, in, body, each == NULL ? NULL : each[i]);
		if (plain)
			continue;
		lw_py_fork_next(x, &one);
		lw_py_fork_join(x, &one, true);
		x->ended = false;
	}
	if (!plain) {
		lw_py_fork_next(x, &outer);
		lw_py_fork_join(x, &outer, true);
	}
	x->unsure -= !plain;
}

static void for_statement(struct py_run *x) {
	const uint32_t from = x->at, colon = head_end(x), in = lw_py_find(x, from, colon, "in");
	const uint32_t body = colon + (colon < x->t.n - 1), end = body_end(x, body);
	uint32_t n;
	x->at = in < colon ? in + 1 : colon;
	const struct py_set *of = lw_py_expressions(x, colon);
	const struct py_set *const *each = lw_py_items(&x->m, of, &n);
	const bool sure = of->n == 1 && of->at[0].kind == PY_V_LIST && !of->at[0].more;
	const struct py_set *together = all_of(x, of);
	const bool one = (x->flat && n > 1) || n > PY_MOST_ITEMS;
	turns(x, from, in, body, one ? &together : each, one ? 1 : n, sure && !one && n > 0);
	x->at = end;
	else_of_loop(x);
}

/* Twice: what the first turn leaves goes into the second. */
static void while_statement(struct py_run *x) {
	const uint32_t colon = head_end(x), body = colon + (colon < x->t.n - 1), end = body_end(x, body);
	lw_py_expression(x, colon);
	turns(x, body, body, body, NULL, x->flat ? 1 : 2, false);
	x->at = end;
	else_of_loop(x);
}

/* What a try leaves half done is the handlers' start. */
static void try_statement(struct py_run *x) {
	struct py_fork f, handlers;
	lw_py_fork(x, &f);
	head_and_body(x, head_end(x));
	const bool ended = x->ended;
	lw_py_fork_next(x, &f);
	lw_py_fork_join(x, &f, true);
	lw_py_fork(x, &handlers);
	while (lw_py_accept(x, "except") && lw_py_burn(&x->m, 1)) {
		const uint32_t colon = head_end(x);
		x->unsure++;
		head_and_body(x, colon);
		x->unsure--;
		lw_py_fork_next(x, &handlers);
	}
	lw_py_fork_join(x, &handlers, !ended || handlers.ways == 0);
	if (lw_py_accept(x, "else"))
		head_and_body(x, head_end(x));
	if (lw_py_accept(x, "finally")) {
		x->ended = false;
		head_and_body(x, head_end(x));
	}
}

static void with_statement(struct py_run *x) {
	const uint32_t colon = head_end(x);
	uint32_t end = colon;
	if (lw_py_is(x, lw_py_peek(x), "(") && lw_py_peek(x)->partner == colon - 1) {
		x->at++;
		end--;
	}
	while (x->at < end && lw_py_burn(&x->m, 1)) {
		const uint32_t comma = lw_py_find(x, x->at, end, ",");
		const struct py_set *value = lw_py_expression(x, lw_py_find(x, x->at, comma, "as"));
		if (x->at < comma && lw_py_accept(x, "as"))
			lw_py_assign(x, x->at, comma, value);
		x->at = comma + 1;
	}
	head_and_body(x, colon);
}

static void one_case(struct py_run *x) {
	struct py_fork f;
	lw_py_fork(x, &f);
	x->unsure++;
	head_and_body(x, head_end(x));
	x->unsure--;
	lw_py_fork_next(x, &f);
	lw_py_fork_join(x, &f, true);
}

/* A function or class of the file is kept once, wherever its statement comes by again. */
static struct py_def *def_of(struct py_run *x, uint32_t name) {
	struct py_def *d = lw_map_get(&x->defs_known, &name, sizeof name);
	if (d != NULL)
		return d;
	d = lw_alloc(x->m.a, 1, sizeof *d, x->m.err);
	struct py_def **listed = d == NULL ? NULL : lw_vec_add(x->m.a, &x->defs, x->m.err);
	if (listed == NULL) {
		x->m.failed = x->m.stop = true;
		return NULL;
	}
	d->name = name;
	*listed = d;
	if (!lw_map_put(&x->defs_known, x->m.a, &d->name, sizeof d->name, d, x->m.err))
		x->m.failed = x->m.stop = true;
	return d;
}

static void def_statement(struct py_run *x) {
	const uint32_t name = x->at, colon = head_end(x), body = colon + (colon < x->t.n - 1);
	const struct py_token *t = at(x, name);
	struct py_def *d = t->kind == PY_WORD ? def_of(x, name) : NULL;
	if (d != NULL) {
		d->params = lw_py_is(x, at(x, name + 1), "(") && at(x, name + 1)->partner > name + 1 ? name + 1 : 0;
		d->body = body;
		d->nested = x->scope != x->module;
		d->scope = x->scope;
		while (d->scope->is_class && d->scope->outer != NULL)
			d->scope = d->scope->outer;
		d->bases = &lw_py_empty;
		if (x->scope->is_class && !lw_map_put(&x->methods, x->m.a, lw_py_token_text(x, t), t->n, d, x->m.err))
			x->m.failed = x->m.stop = true;
		lw_py_bind(x, lw_py_token_text(x, t), t->n,
			   lw_py_one(&x->m, (struct py_value){.kind = PY_V_DEF, .u.def = d}));
	}
	x->at = body_end(x, body);
}

static void class_statement(struct py_run *x) {
	const uint32_t name = x->at, colon = head_end(x);
	const struct py_token *t = at(x, name), *open = at(x, name + 1);
	struct py_def *d = t->kind == PY_WORD ? def_of(x, name) : NULL;
	struct py_scope *own = lw_py_scope_new(x, x->scope), *old = x->scope;
	struct py_args bases = {.n = 0};
	if (d == NULL || own == NULL) {
		x->at = body_end(x, colon + 1);
		return;
	}
	x->at = name + 2;
	if (lw_py_is(x, open, "(") && open->partner > name + 1)
		lw_py_parse_args(x, open->partner, &bases);
	own->is_class = d->is_class = true;
	d->scope = own;
	d->bases = &lw_py_empty;
	for (uint32_t i = 0; i < bases.n; i++)
		d->bases = lw_py_union(&x->m, d->bases, bases.at[i]);
	x->scope = own;
	head_and_body(x, colon);
	x->scope = old;
	lw_py_bind(x, lw_py_token_text(x, t), t->n, lw_py_one(&x->m, (struct py_value){.kind = PY_V_DEF, .u.def = d}));
}

/* "match" and "case" are words like others unless the line ends with a colon. */
static bool is_soft(const struct py_run *x, const char *word) {
	const uint32_t end = line_end(x, x->at);
	return lw_py_is(x, lw_py_peek(x), word) && end > x->at + 1 && lw_py_is(x, &x->t.at[end - 1], ":");
}

static const struct {
	const char *word;
	void (*fn)(struct py_run *x);
} compounds[] = {
	{"if", if_statement},     {"for", for_statement}, {"while", while_statement}, {"try", try_statement},
	{"with", with_statement}, {"def", def_statement}, {"class", class_statement},
};

static bool strays(struct py_run *x) {
	static const char *const words[] = {"else", "elif", "except", "finally"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (lw_py_is(x, lw_py_peek(x), words[i])) {
			one_case(x);
			return true;
		}
	return false;
}

void lw_py_statement(struct py_run *x) {
	const struct py_token *t = lw_py_peek(x);
	if (t->kind == PY_NEWLINE || t->kind == PY_INDENT || t->kind == PY_DEDENT) {
		x->at++;
		return;
	}
	lw_py_accept(x, "async");
	for (size_t i = 0; i < sizeof compounds / sizeof *compounds; i++)
		if (lw_py_accept(x, compounds[i].word)) {
			compounds[i].fn(x);
			return;
		}
	if (is_soft(x, "match")) {
		const uint32_t colon = head_end(x);
		head_and_body(x, colon);
	} else if (is_soft(x, "case")) {
		one_case(x);
	} else if (!strays(x)) {
		one_line(x);
	}
}
