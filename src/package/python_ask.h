/* SPDX-License-Identifier: Apache-2.0 */
/* What is written in a Python file as literals: a dict under a name, the arguments of a call. The file is not run. */
#ifndef LW_PACKAGE_PYTHON_ASK_H
#define LW_PACKAGE_PYTHON_ASK_H

#include "base/arena.h"
#include "bytes/span.h"

struct lw_py_pair {
	const char *key, *value;
};

/* Texts of a dict, or of a list (then value is ""). What is not known is left out. */
struct lw_py_pairs {
	const struct lw_py_pair *at;
	uint32_t n;
};

/* The dict that a name of the module is bound to; values that are lists give one pair for each text. Empty where there
 * is none. Errors: those of lw_py_scan. */
bool lw_py_ask_dict(struct lw_span text, const char *name, struct lw_arena *a, struct lw_py_pairs *out,
		    struct lw_error *err) LW_USE;

#define LW_PY_ASK_ARGS 8

/* The arguments with which the module calls a function of its own at last: a dict or a set as pairs, one text as one
 * pair with the key "". */
struct lw_py_asked {
	bool called;
	struct lw_py_pairs args[LW_PY_ASK_ARGS];
};
bool lw_py_ask_call(struct lw_span text, const char *function, struct lw_arena *a, struct lw_py_asked *out,
		    struct lw_error *err) LW_USE;

#endif
