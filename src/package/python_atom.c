/* SPDX-License-Identifier: Apache-2.0 */
/* What expressions are made of: names, strings, brackets, and what follows them: attributes, calls, subscripts. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "package/python_run.h"

/* The value of a digit, or 99. */
static unsigned digit(char c) {
	c = lw_ascii_lower(c);
	return c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;
}

/* A character of ASCII by its number; others are not told apart. */
static void write_code(struct py_writing *w, unsigned long code) {
	const char c = code > PY_LAST_MARK && code < 0x80 ? (char)code : '?';
	lw_py_write(w, &c, 1);
}

/* An escape sequence (2.4.1.1); gives how many characters it has behind the backslash. */
static size_t write_escape(struct py_writing *w, const char *s, size_t n) {
	static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
	const char *simple = strchr(from, *s);
	const size_t longest = *s == 'x' ? 2 : *s == 'u' ? 4 : *s == 'U' ? 8 : 3;
	const size_t first = *s == 'x' || *s == 'u' || *s == 'U';
	const unsigned base = first ? 16 : 8;
	unsigned long code = 0;
	size_t k = first;
	if (simple != NULL && *s != '\0') {
		write_code(w, (unsigned char)to[simple - from]);
		return 1;
	}
	if (*s == '\n')
		return 1;
	for (; k < n && k < longest + first && digit(s[k]) < base; k++)
		code = code * base + digit(s[k]);
	if (k == first) {
		lw_py_write(w, "\\", 1);
		return 0;
	}
	write_code(w, code);
	return k;
}

static void write_string(struct py_writing *w, const char *s, size_t n, bool raw) {
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\' && !raw && i + 1 < n)
			i += write_escape(w, s + i + 1, n - i - 1);
		else if ((unsigned char)s[i] <= PY_LAST_MARK)
			lw_py_write(w, "?", 1);
		else
			lw_py_write(w, s + i, 1);
	}
}

static const struct py_set *plain_text(struct py_run *x, const struct py_token *t) {
	struct py_writing w;
	w.n = 0;
	write_string(&w, lw_py_token_text(x, t), t->n, t->raw);
	return lw_py_burn(&x->m, t->n / 16) ? lw_py_text(&x->m, w.at, w.n) : &lw_py_any;
}

static const struct py_set *fstring(struct py_run *x) {
	const struct py_token *f = lw_py_peek(x);
	const struct py_set *all = lw_py_text(&x->m, "", 0);
	for (x->at++; x->at < f->partner && lw_py_burn(&x->m, 1); x->at++) {
		const struct py_token *t = lw_py_peek(x);
		if (t->kind == PY_TEXT) {
			all = lw_py_concat(&x->m, all, plain_text(x, t));
		} else if (t->partner > x->at) {
			x->at++;
			all = lw_py_concat(&x->m, all, lw_py_expression(x, t->partner));
			x->at = t->partner;
		}
	}
	x->at = f->partner + 1;
	return all;
}

/* Strings side by side are one. */
static const struct py_set *strings(struct py_run *x, uint32_t end) {
	const struct py_set *all = NULL;
	while (x->at < end && (lw_py_peek(x)->kind == PY_STRING || lw_py_peek(x)->kind == PY_FSTRING) && !x->m.stop) {
		const struct py_token *t = lw_py_peek(x);
		const struct py_set *one = t->kind == PY_FSTRING ? fstring(x) : plain_text(x, t);
		x->at += t->kind == PY_STRING;
		all = all == NULL ? one : lw_py_concat(&x->m, all, one);
	}
	return all == NULL ? &lw_py_any : all;
}

static const struct py_set *number(struct py_run *x) {
	const struct py_token *t = lw_py_peek(x);
	const char *s = lw_py_token_text(x, t);
	uint64_t v = 0;
	const bool prefixed = t->n > 2 && s[0] == '0' && digit(s[1]) > 9 && s[1] != '_';
	const char kind = prefixed ? lw_ascii_lower(s[1]) : '\0';
	const unsigned base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
	x->at++;
	for (size_t i = kind == 'x' || kind == 'o' || kind == 'b' || prefixed ? 2 : 0; i < t->n; i++) {
		if (s[i] == '_')
			continue;
		if (digit(s[i]) >= base || v > UINT32_MAX)
			return &lw_py_any;
		v = v * base + digit(s[i]);
	}
	return lw_py_one(&x->m, (struct py_value){.kind = PY_V_NUMBER, .u.number = (int64_t)v});
}

static const struct py_set *word(struct py_run *x, uint32_t end) {
	const struct py_token *t = lw_py_peek(x);
	x->at++;
	if (lw_py_is(x, t, "await") || lw_py_is(x, t, "print"))
		return x->at < end && lw_py_peek(x)->kind != PY_OP ? lw_py_atom(x, end) : &lw_py_any;
	if (lw_py_is(x, t, "yield")) {
		lw_py_accept(x, "from");
		const struct py_set *value = lw_py_expressions(x, end);
		if (x->frame != NULL)
			x->frame->yielded = lw_py_union(&x->m, x->frame->yielded, value);
		return &lw_py_any;
	}
	if (lw_py_is(x, t, "None"))
		return &lw_py_none;
	if (lw_py_is(x, t, "True") || lw_py_is(x, t, "False"))
		return &lw_py_any;
	if (lw_py_is(x, t, "__file__"))
		return lw_py_text(&x->m, (const char[]){PY_M_HERE, '/', PY_M_SELF}, 3);
	if (lw_py_is(x, t, "__path__"))
		return lw_py_list_of(&x->m, lw_py_text(&x->m, (const char[]){PY_M_HERE}, 1));
	return lw_py_lookup(x, lw_py_token_text(x, t), t->n);
}

struct comprehension {
	struct py_run *x;
	uint32_t from, close;
	bool dict;
	LW_VEC(const struct py_set *) items;
	bool more;
};

static void add_item(struct comprehension *c, const struct py_set *value) {
	struct py_run *x = c->x;
	c->more |= c->items.n >= PY_MOST_ITEMS;
	if (c->items.n > PY_MOST_ITEMS + 1 || x->m.stop)
		return;
	const struct py_set **item = lw_vec_add(x->m.a, &c->items, x->m.err);
	if (item == NULL)
		x->m.failed = x->m.stop = true;
	else
		*item = c->more ? &lw_py_any : value;
}

static void element(struct comprehension *c) {
	struct py_run *x = c->x;
	x->at = c->from;
	const struct py_set *key = lw_py_expression(x, c->close);
	if (c->dict && lw_py_accept(x, ":")) {
		add_item(c, key);
		key = lw_py_expression(x, c->close);
	}
	add_item(c, key);
}

/* "for TARGETS in ITERABLE if … for …", from the token behind "for". */
static void clauses(struct comprehension *c, uint32_t at) {
	struct py_run *x = c->x;
	const uint32_t in = lw_py_find(x, at, c->close, "in");
	uint32_t n;
	if (x->depth >= PY_DEEPEST || in == c->close)
		return;
	x->depth++;
	x->at = in + 1;
	const struct py_set *of = lw_py_expression(x, c->close);
	const uint32_t behind = x->at;
	const struct py_set *const *each = lw_py_items(&x->m, of, &n);
	c->more |= n > PY_MOST_ITEMS || of->n != 1 || of->at[0].kind != PY_V_LIST || of->at[0].more;
	for (uint32_t i = 0; i < n && i <= PY_MOST_ITEMS && lw_py_burn(&x->m, 1); i++) {
		lw_py_assign(x, at, in, each[i]);
		x->at = behind;
		while (x->at < c->close && lw_py_accept(x, "if")) {
			c->more = true;
			lw_py_binary(x, "and", 3, lw_py_expression(x, c->close), &lw_py_any);
		}
		lw_py_accept(x, "async");
		if (x->at < c->close && lw_py_accept(x, "for"))
			clauses(c, x->at);
		else
			element(c);
	}
	x->depth--;
}

const struct py_set *lw_py_comprehension(struct py_run *x, uint32_t from, uint32_t loop, uint32_t close, bool dict) {
	struct comprehension c = {.x = x, .from = from, .close = close, .dict = dict};
	struct py_scope *own = lw_py_scope_new(x, x->scope), *old = x->scope;
	if (own != NULL) {
		x->scope = own;
		x->unsure++;
		clauses(&c, loop + 1);
		x->unsure--;
		x->scope = old;
	}
	x->at = close;
	const struct py_value v = {.kind = dict ? PY_V_DICT : PY_V_LIST,
				   .more = c.more,
				   .n = dict ? c.items.n / 2 * 2 : c.items.n,
				   .u.items = c.items.at};
	return lw_py_one(&x->m, v);
}

/* The items between brackets; with a colon between two they are a dict's. */
static const struct py_set *display(struct py_run *x, uint32_t close) {
	struct comprehension c = {.x = x};
	while (x->at < close && lw_py_burn(&x->m, 1)) {
		const uint32_t from = x->at;
		const bool star = lw_py_accept(x, "*") || lw_py_accept(x, "**");
		const struct py_set *value = lw_py_expression(x, close);
		add_item(&c, star ? lw_py_item(&x->m, value) : value);
		c.more |= star;
		if (x->at < close && lw_py_accept(x, ":")) {
			add_item(&c, lw_py_expression(x, close));
			c.dict = true;
		} else if (c.dict && star) {
			add_item(&c, &lw_py_any);
		}
		x->at += x->at < close && (lw_py_is(x, lw_py_peek(x), ",") || x->at == from);
	}
	x->at = close;
	const struct py_value v = {.kind = c.dict ? PY_V_DICT : PY_V_LIST,
				   .more = c.more,
				   .n = c.dict ? c.items.n / 2 * 2 : c.items.n,
				   .u.items = c.items.at};
	return lw_py_one(&x->m, v);
}

static const struct py_set *bracket(struct py_run *x) {
	const uint32_t open = x->at++, close = x->t.at[open].partner;
	const bool round = lw_py_is(x, &x->t.at[open], "("), curly = lw_py_is(x, &x->t.at[open], "{");
	const uint32_t loop = lw_py_find(x, x->at, close, "for");
	const struct py_set *value;
	if (loop < close)
		value = lw_py_comprehension(x, x->at, loop, close, curly && lw_py_find(x, x->at, loop, ":") < loop);
	else if (round && x->at < close && lw_py_find(x, x->at, close, ",") == close)
		value = lw_py_expression(x, close);
	else
		value = display(x, close);
	x->at = close + 1;
	return value;
}

static const struct py_set *plain_atom(struct py_run *x, uint32_t end) {
	const struct py_token *t = lw_py_peek(x);
	switch (t->kind) {
	case PY_WORD:
		return word(x, end);
	case PY_NUMBER:
		return number(x);
	case PY_STRING:
	case PY_FSTRING:
		return strings(x, end);
	default:
		if (lw_py_is(x, t, "("))
			return t->partner > x->at ? bracket(x) : (x->at++, &lw_py_any);
		if (lw_py_is(x, t, "[") || lw_py_is(x, t, "{"))
			return t->partner > x->at ? bracket(x) : (x->at++, &lw_py_any);
		return &lw_py_any;
	}
}

static const struct py_set *attribute(struct py_run *x, const struct py_set *of, const char *name, size_t n) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < of->n && lw_py_burn(&x->m, 1); i++) {
		const struct py_value *v = &of->at[i];
		const struct py_set *own = v->kind == PY_V_ANY ? lw_py_attribute_get(x, name, n) : &lw_py_empty;
		lw_py_add_all(&b,
			      own->n > 0 ? own
				      : v->kind == PY_V_TEXT || v->kind == PY_V_LIST
				      ? lw_py_property(x, v, name, n)
				      : lw_py_known_attribute(x, v, name, n));
	}
	return x->m.stop ? &lw_py_any : lw_py_added(&x->m, &b);
}

/* A list in a variable that grows. */
static bool grown(struct py_run *x, uint32_t owner, const struct py_token *name, const struct py_set *of,
		  const struct py_args *args) {
	const struct py_set *list = lw_py_list_grown(x, of, lw_py_token_text(x, name), name->n, args);
	const struct py_token *t = &x->t.at[owner];
	if (list == NULL || owner == 0 || t->kind != PY_WORD)
		return false;
	if (lw_py_is(x, &x->t.at[owner - 1], "."))
		lw_py_attribute_add(x, lw_py_token_text(x, t), t->n, list);
	else
		lw_py_bind(x, lw_py_token_text(x, t), t->n, list);
	return true;
}

static const struct py_set *method(struct py_run *x, const struct py_set *of, const struct py_token *name,
				   const struct py_args *args) {
	const char *text = lw_py_token_text(x, name);
	struct py_def *own = lw_map_get(&x->methods, text, name->n);
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < of->n && lw_py_burn(&x->m, 1); i++) {
		const struct py_value *v = &of->at[i];
		const struct py_set *callee;
		if (v->kind == PY_V_TEXT || v->kind == PY_V_LIST || v->kind == PY_V_DICT) {
			lw_py_add_all(&b, lw_py_method(x, v, text, name->n, args));
		} else if (own != NULL && (v->kind == PY_V_ANY || v->kind == PY_V_DEF)) {
			lw_py_add_all(&b, lw_py_follow(x, own, args, true));
		} else {
			callee = attribute(x, lw_py_one(&x->m, *v), text, name->n);
			lw_py_add_all(&b, lw_py_call(x, callee, args));
		}
	}
	return x->m.stop ? &lw_py_any : lw_py_added(&x->m, &b);
}

static const struct py_set *trailer_name(struct py_run *x, uint32_t end, uint32_t owner, const struct py_set *of) {
	const struct py_token *name = lw_py_peek(x);
	x->at++;
	const struct py_token *open = lw_py_peek(x);
	if (x->at >= end || !lw_py_is(x, open, "(") || open->partner <= x->at)
		return attribute(x, of, lw_py_token_text(x, name), name->n);
	struct py_args args = {.line = name->line};
	x->at++;
	lw_py_parse_args(x, open->partner, &args);
	x->at = open->partner + 1;
	return grown(x, owner, name, of, &args) ? &lw_py_none : method(x, of, name, &args);
}

static const struct py_set *trailer_call(struct py_run *x, const struct py_set *callee) {
	const struct py_token *open = lw_py_peek(x);
	struct py_args args = {.line = open->line};
	x->at++;
	lw_py_parse_args(x, open->partner, &args);
	x->at = open->partner + 1;
	return lw_py_call(x, callee, &args);
}

static const struct py_set *trailer_subscript(struct py_run *x, const struct py_set *of, uint32_t line) {
	const uint32_t close = lw_py_peek(x)->partner;
	x->at++;
	const bool slice = lw_py_find(x, x->at, close, ":") < close;
	const struct py_set *index = lw_py_expressions(x, close);
	x->at = close + 1;
	struct py_args args = {.at = {index}, .n = 1, .line = line};
	for (uint32_t i = 0; i < of->n; i++)
		if (lw_py_is_name(&of->at[i], "ctypes.cdll") || lw_py_is_name(&of->at[i], "ctypes.windll") ||
		    lw_py_is_name(&of->at[i], "ctypes.pydll") || lw_py_is_name(&of->at[i], "ctypes.oledll"))
			return lw_py_call(x, lw_py_known_attribute(x, &of->at[i], "LoadLibrary", 11), &args);
	if (slice)
		return of->n == 1 && of->at[0].kind == PY_V_LIST ? lw_py_list_of(&x->m, lw_py_item(&x->m, of))
								 : &lw_py_any;
	return lw_py_subscript(&x->m, of, index);
}

const struct py_set *lw_py_atom(struct py_run *x, uint32_t end) {
	const uint32_t from = x->at;
	uint32_t owner = lw_py_peek(x)->kind == PY_WORD ? from : 0;
	const struct py_set *value = x->at < end ? plain_atom(x, end) : &lw_py_any;
	while (x->at < end && x->at > from && lw_py_burn(&x->m, 1)) {
		const struct py_token *t = lw_py_peek(x);
		if (lw_py_is(x, t, ".") && x->t.at[x->at + 1].kind == PY_WORD) {
			x->at++;
			const uint32_t name = x->at;
			value = trailer_name(x, end, owner, value);
			owner = x->at == name + 1 ? name : 0;
		} else if (lw_py_is(x, t, "(") && t->partner > x->at) {
			value = trailer_call(x, value);
			owner = 0;
		} else if (lw_py_is(x, t, "[") && t->partner > x->at) {
			value = trailer_subscript(x, value, t->line);
			owner = 0;
		} else {
			break;
		}
	}
	return value;
}
