/* SPDX-License-Identifier: Apache-2.0 */
/* Simple statements (The Python Language Reference, chapter 7). */
#include "package/python_run.h"

static void globals(struct py_run *x, uint32_t end) {
	for (; x->at < end; x->at++) {
		const struct py_token *t = lw_py_peek(x);
		if (t->kind == PY_WORD)
			lw_py_bind_global(x, lw_py_token_text(x, t), t->n);
	}
}

static void give_back(struct py_run *x, uint32_t end) {
	const struct py_set *value = x->at < end ? lw_py_expressions(x, end) : &lw_py_none;
	if (x->frame != NULL)
		x->frame->returned = lw_py_union(&x->m, x->frame->returned, value);
	x->ended = true;
}

/* What is no Python of ours (print "x", exec) gives its expressions one by one. */
static void others(struct py_run *x, uint32_t end) {
	while (x->at < end && lw_py_burn(&x->m, 1)) {
		const uint32_t from = x->at;
		lw_py_expressions(x, end);
		x->at += x->at == from;
	}
}

void lw_py_simple_statement(struct py_run *x, uint32_t end) {
	if (lw_py_accept(x, "import"))
		lw_py_import(x, end);
	else if (lw_py_accept(x, "from"))
		lw_py_import_from(x, end);
	else if (lw_py_accept(x, "return"))
		give_back(x, end);
	else if (lw_py_accept(x, "global") || lw_py_accept(x, "nonlocal"))
		globals(x, end);
	else if (lw_py_accept(x, "raise")) {
		others(x, end);
		x->ended = true;
	} else if (lw_py_accept(x, "del") || lw_py_accept(x, "pass") || lw_py_accept(x, "break") ||
		   lw_py_accept(x, "continue")) {
		x->at = end;
	} else {
		if (!lw_py_accept(x, "assert"))
			lw_py_assignment(x, end);
		others(x, end);
	}
	x->at = end;
}
