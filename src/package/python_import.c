/* SPDX-License-Identifier: Apache-2.0 */
/* import and from … import (The Python Language Reference, 7.11). */
#include <string.h>

#include "package/python_run.h"

/* Old and private names of modules that stand for the ones that everybody knows. */
static const struct {
	const char *name, *real;
} aliases[] = {
	{"posixpath", "os.path"},
	{"ntpath", "os.path"},
	{"importlib_resources", "importlib.resources"},

};

/* A dotted name with its leading dots; moves behind it. */
static void dotted(struct py_run *x, uint32_t end, struct py_writing *w) {
	w->n = 0;
	for (; x->at < end; x->at++) {
		const struct py_token *t = lw_py_peek(x);
		const bool dots = lw_py_is(x, t, ".") || lw_py_is(x, t, "...");
		if (!dots && (t->kind != PY_WORD || lw_py_is(x, t, "as") || lw_py_is(x, t, "import")))
			break;
		lw_py_write(w, lw_py_token_text(x, t), t->n);
	}
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (w->n == strlen(aliases[i].name) && memcmp(w->at, aliases[i].name, w->n) == 0) {
			w->n = 0;
			lw_py_write(w, aliases[i].real, strlen(aliases[i].real));
			break;
		}
}

static void bind_module(struct py_run *x, uint32_t end) {
	const struct py_token *top = lw_py_peek(x);
	struct py_writing w;
	dotted(x, end, &w);
	if (x->at + 1 < end && lw_py_accept(x, "as")) {
		const struct py_token *name = lw_py_peek(x);
		lw_py_bind(x, lw_py_token_text(x, name), name->n, lw_py_name(&x->m, w.at, w.n));
		x->at++;
	} else if (top->kind == PY_WORD && top->n > 0) {
		const char *text = lw_py_token_text(x, top);
		const char *dot = memchr(w.at, '.', w.n);
		const bool renamed = w.n < top->n || memcmp(w.at, text, top->n) != 0;
		lw_py_bind(x, text, top->n,
			   renamed || dot == NULL ? lw_py_name(&x->m, w.at, w.n) : lw_py_name(&x->m, text, top->n));
	}
}

void lw_py_import(struct py_run *x, uint32_t end) {
	while (x->at < end && lw_py_burn(&x->m, 1)) {
		const uint32_t from = x->at;
		bind_module(x, end);
		x->at += x->at < end && (lw_py_is(x, lw_py_peek(x), ",") || x->at == from);
	}
}

static void bind_member(struct py_run *x, const struct py_writing *of, uint32_t end) {
	const struct py_token *name = lw_py_peek(x), *as = name;
	struct py_writing w = {.n = of->n};
	memcpy(w.at, of->at, of->n);
	x->at++;
	if (x->at + 1 < end && lw_py_accept(x, "as")) {
		as = lw_py_peek(x);
		x->at++;
	}
	if (w.n > 0 && w.at[w.n - 1] != '.')
		lw_py_write(&w, ".", 1);
	lw_py_write(&w, lw_py_token_text(x, name), name->n);
	const struct py_value module = {.kind = PY_V_NAME, .n = (uint32_t)of->n, .u.text = of->at};
	const bool relative = of->n > 0 && of->at[0] == '.';
	lw_py_bind(x, lw_py_token_text(x, as), as->n,
		   relative ? lw_py_name(&x->m, w.at, w.n)
			    : lw_py_known_attribute(x, &module, lw_py_token_text(x, name), name->n));
}

void lw_py_import_from(struct py_run *x, uint32_t end) {
	struct py_writing of;
	dotted(x, end, &of);
	if (x->at >= end || !lw_py_accept(x, "import") || of.n > 256)
		return;
	if (x->at < end && lw_py_accept(x, "*")) {
		const char **star = lw_vec_add(x->m.a, &x->stars, x->m.err);
		const char *kept = star == NULL ? NULL : lw_strndup(x->m.a, of.at, of.n, x->m.err);
		if (kept == NULL)
			x->m.failed = x->m.stop = true;
		else
			*star = kept;
		return;
	}
	while (x->at < end && lw_py_burn(&x->m, 1)) {
		if (lw_py_peek(x)->kind == PY_WORD)
			bind_member(x, &of, end);
		else
			x->at++;
	}
}
