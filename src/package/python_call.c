/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: arguments, functions of the file followed with them, everything else by what is known of it. */
#include <string.h>

#include "package/python_run.h"

static void parse_named(struct py_run *x, uint32_t close, struct py_args *args) {
	const struct py_token *t = lw_py_peek(x);
	x->at += 2;
	const struct py_set *value = lw_py_expression(x, close);
	if (args->n_named < PY_MOST_ARGS)
		args->named[args->n_named++] = (struct py_arg){lw_py_token_text(x, t), t->n, value};
}

/* "*list": its items, if all are known. */
static void parse_star(struct py_run *x, uint32_t close, struct py_args *args) {
	uint32_t n;
	const struct py_set *const *items = lw_py_items(&x->m, lw_py_expression(x, close), &n);
	for (uint32_t i = 0; i < n && args->n < PY_MOST_ARGS; i++)
		args->at[args->n++] = items[i];
	args->more = true;
}

void lw_py_parse_args(struct py_run *x, uint32_t close, struct py_args *args) {
	const uint32_t loop = lw_py_find(x, x->at, close, "for");
	if (loop < close) {
		args->at[args->n++] = lw_py_comprehension(x, x->at, loop, close, false);
		return;
	}
	while (x->at < close && lw_py_burn(&x->m, 1)) {
		const uint32_t from = x->at;
		if (lw_py_accept(x, "**")) {
			lw_py_expression(x, close);
			args->more = true;
		} else if (lw_py_accept(x, "*")) {
			parse_star(x, close, args);
		} else if (lw_py_peek(x)->kind == PY_WORD && lw_py_is(x, &x->t.at[x->at + 1], "=")) {
			parse_named(x, close, args);
		} else {
			const struct py_set *value = lw_py_expression(x, close);
			if (args->n < PY_MOST_ARGS)
				args->at[args->n++] = value;
		}
		x->at += x->at < close && (lw_py_is(x, lw_py_peek(x), ",") || x->at == from);
	}
}

const struct py_set *lw_py_arg(const struct py_args *args, uint32_t i, const char *name) {
	for (uint32_t k = 0; name != NULL && k < args->n_named; k++)
		if (args->named[k].n == strlen(name) && memcmp(args->named[k].name, name, args->named[k].n) == 0)
			return args->named[k].value;
	return i < args->n ? args->at[i] : NULL;
}

static const struct py_set *given(const struct py_args *args, uint32_t i, const char *name, size_t n) {
	for (uint32_t k = 0; k < args->n_named; k++)
		if (args->named[k].n == n && memcmp(args->named[k].name, name, n) == 0)
			return args->named[k].value;
	return i < args->n ? args->at[i] : NULL;
}

/* All arguments from the i-th on as a list: what "*args" is. */
static const struct py_set *rest(struct py_run *x, const struct py_args *args, uint32_t i) {
	const uint32_t n = i < args->n ? args->n - i : 0;
	const struct py_set **items = lw_alloc(x->m.a, n, sizeof *items, x->m.err);
	if (items == NULL) {
		x->m.failed = x->m.stop = true;
		return &lw_py_any;
	}
	for (uint32_t k = 0; k < n; k++)
		items[k] = args->at[i + k];
	return lw_py_list(&x->m, items, n, args->more);
}

/* Binds one parameter and moves behind its comma. */
static void bind_param(struct py_run *x, uint32_t close, const struct py_args *args, uint32_t *i, bool known) {
	const bool all = lw_py_accept(x, "**"), star = !all && lw_py_accept(x, "*");
	const struct py_token *name = lw_py_peek(x);
	const uint32_t comma = lw_py_find(x, x->at, close, ","), equals = lw_py_find(x, x->at, comma, "=");
	if (name->kind == PY_WORD && x->at < comma) {
		const char *text = lw_py_token_text(x, name);
		const struct py_set *value = all ? &lw_py_any
			: star                   ? rest(x, args, *i)
						 : given(args, *i, text, name->n);
		const bool open = value == NULL && (!known || args->more);
		if (value == NULL && equals < comma) {
			x->at = equals + 1;
			value = lw_py_expression(x, comma);
		}
		if (open && value != NULL)
			value = lw_py_union(&x->m, value, &lw_py_any);
		lw_py_bind(x, text, name->n, value == NULL ? &lw_py_any : value);
		*i = star ? PY_MOST_ARGS : *i + 1;
	}
	x->at = comma + 1;
}

static void bind_params(struct py_run *x, const struct py_def *f, const struct py_args *args, bool self) {
	const uint32_t close = f->params == 0 ? 0 : x->t.at[f->params].partner;
	struct py_args shifted = {.at = {&lw_py_any}, .n = 1};
	uint32_t i = 0;
	if (self && args != NULL) {
		shifted = *args;
		memmove(shifted.at + 1, shifted.at, (PY_MOST_ARGS - 1) * sizeof *shifted.at);
		shifted.at[0] = &lw_py_any;
		shifted.n += shifted.n < PY_MOST_ARGS;
		args = &shifted;
	}
	const struct py_args none = {.n = 0};
	for (x->at = f->params + 1; f->params != 0 && x->at < close && lw_py_burn(&x->m, 1);)
		bind_param(x, close, args == NULL ? &none : args, &i, args != NULL);
}

static const struct py_set *result_of(struct py_run *x, const struct py_call_frame *frame) {
	if (frame->yielded->n > 0)
		return lw_py_list_of(&x->m, frame->yielded);
	return frame->returned->n > 0 ? frame->returned : &lw_py_none;
}

/* The body with its own names, from where it was defined. */
const struct py_set *lw_py_follow(struct py_run *x, struct py_def *f, const struct py_args *args, bool self) {
	struct py_scope *own = lw_py_scope_new(x, f->scope), *scope = x->scope;
	struct py_call_frame frame = {&lw_py_empty, &lw_py_empty}, *old = x->frame;
	const uint32_t at = x->at, unsure = x->unsure;
	const bool deep = x->calls >= PY_DEEPEST_CALL || x->depth >= PY_DEEPEST;
	if (own == NULL || (args != NULL && (x->flat || deep)))
		return &lw_py_any;
	f->called |= args != NULL;
	x->calls++;
	x->depth++;
	x->scope = own;
	x->frame = &frame;
	bind_params(x, f, args, self);
	x->at = f->body;
	x->unsure += args == NULL;
	lw_py_body(x);
	x->unsure = unsure;
	x->ended = false;
	x->frame = old;
	x->scope = scope;
	x->depth--;
	x->calls--;
	x->at = at;
	return result_of(x, &frame);
}

static bool is_loader(const struct py_value *v) {
	static const char *const loaders[] = {"ctypes.CDLL", "ctypes.PyDLL", "ctypes.WinDLL", "ctypes.OleDLL"};
	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
		if (lw_py_is_name(v, loaders[i]))
			return true;
	return false;
}

/* An object of a class of the file: what its __init__ does, and what the class it is made from does. */
static const struct py_set *make_object(struct py_run *x, const struct py_def *c, const struct py_args *args) {
	struct py_var *init = lw_map_get(&c->scope->vars, "__init__", 8);
	if (init != NULL && init->now != NULL && init->now->n == 1 && init->now->at[0].kind == PY_V_DEF) {
		struct py_def *f = (struct py_def *)lw_map_get(&x->methods, "__init__", 8);
		if (f != NULL && f == init->now->at[0].u.def)
			lw_py_follow(x, f, args, true);
	}
	for (uint32_t i = 0; i < c->bases->n; i++)
		if (is_loader(&c->bases->at[i]))
			lw_py_known_call(x, &c->bases->at[i], args);
	return &lw_py_any;
}

static const struct py_set *call_def(struct py_run *x, const struct py_value *v, const struct py_args *args) {
	struct py_def *f = lw_map_get(&x->defs_known, &v->u.def->name, sizeof v->u.def->name);
	if (f == NULL)
		return &lw_py_any;
	const struct py_token *name = &x->t.at[f->name];
	if (x->watch != NULL && x->frame == NULL && name->n == strlen(x->watch) &&
	    memcmp(lw_py_token_text(x, name), x->watch, name->n) == 0) {
		x->watched = true;
		x->seen = *args;
	}
	return f->is_class ? make_object(x, f, args) : lw_py_follow(x, f, args, false);
}

/* What an unknown function gives is called after it: "cffi.FFI()". */
static const struct py_set *call_name(struct py_run *x, const struct py_value *v, const struct py_args *args) {
	const struct py_set *known = lw_py_known_call(x, v, args);
	struct py_writing w;
	w.n = 0;
	if (known != NULL)
		return known;
	lw_py_write(&w, v->u.text, v->n);
	lw_py_write(&w, "()", 2);
	return lw_py_name(&x->m, w.at, w.n);
}

const struct py_set *lw_py_call(struct py_run *x, const struct py_set *callee, const struct py_args *args) {
	struct py_adding b;
	b.n = 0;
	if (x->depth >= PY_DEEPEST)
		return &lw_py_any;
	x->depth++;
	for (uint32_t i = 0; i < callee->n && lw_py_burn(&x->m, 1); i++) {
		const struct py_value *v = &callee->at[i];
		if (v->kind == PY_V_DEF)
			lw_py_add_all(&b, call_def(x, v, args));
		else if (v->kind == PY_V_NAME)
			lw_py_add_all(&b, call_name(x, v, args));
		else
			lw_py_add(&b, (struct py_value){.kind = PY_V_ANY});
	}
	x->depth--;
	return x->m.stop ? &lw_py_any : lw_py_added(&x->m, &b);
}
