/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Python file followed without being run. Statements are taken in their order; where ways part, each is followed
 * from the same state, and then the states are joined. Functions are followed where they are called, and once more by
 * themselves with arguments that are not known.
 */
#ifndef LW_PACKAGE_PYTHON_RUN_H
#define LW_PACKAGE_PYTHON_RUN_H

#include "base/map.h"
#include "base/vec.h"
#include "package/python.h"
#include "package/python_lex.h"
#include "package/python_value.h"

#define PY_MOST_ARGS 24
#define PY_MOST_ITEMS 256
#define PY_DEEPEST 150 /* expressions, blocks and calls within each other */
#define PY_DEEPEST_CALL 8

struct py_var {
	const struct py_set *now; /* NULL: not bound */
};

struct py_scope {
	struct lw_map vars; /* name -> struct py_var */
	struct py_scope *outer;
	bool is_class;
};

struct py_def {
	uint32_t name, params, body, end; /* tokens: the name, "(" or 0, behind ":", behind its last */
	bool is_class, nested, called, certain;
	const struct py_set *bases; /* of a class */
	struct py_scope *scope;     /* outside it; of a class: its own */
};

/* What a variable was before. */
struct py_change {
	struct py_var *var;
	const struct py_set *old;
};

struct py_call_frame {
	const struct py_set *returned, *yielded;
};

struct py_arg {
	const char *name;
	uint32_t n;
	const struct py_set *value;
};

struct py_args {
	const struct py_set *at[PY_MOST_ARGS];
	struct py_arg named[PY_MOST_ARGS];
	uint32_t n, n_named;
	bool more;     /* there may be others */
	uint32_t line; /* of the call */
};

struct py_run {
	struct py_maker m;
	struct py_tokens t;
	uint32_t at; /* the next token */
	uint32_t depth, calls;
	uint32_t unsure; /* conditions and loops around */
	bool flat;       /* loops once, calls never: what is left when fuel has ended */
	bool ended;      /* the way ends here: return, raise */
	bool cut;
	struct py_scope *scope, *module;
	struct lw_map attributes; /* name -> struct py_var: of all objects together */
	struct lw_map methods;    /* name -> struct py_def: of all classes together */
	struct lw_map defs_known; /* token -> struct py_def */
	struct py_call_frame *frame;
	LW_VEC(struct py_def *) defs;
	LW_VEC(struct py_change) log;
	LW_VEC(const char *) stars; /* modules of which all names were imported */
	LW_VEC(struct lw_py_load) loads;
	struct lw_map loads_known;
	const char *watch; /* a function of the file whose arguments are wanted */
	bool watched;
	struct py_args seen;
};

/* python_scope.c */
struct py_scope *lw_py_scope_new(struct py_run *x, struct py_scope *outer);
const struct py_set *lw_py_lookup(struct py_run *x, const char *name, size_t n);
void lw_py_bind(struct py_run *x, const char *name, size_t n, const struct py_set *value);
/* The name means the module's from here on in this scope. */
void lw_py_bind_global(struct py_run *x, const char *name, size_t n);
const struct py_set *lw_py_attribute_get(struct py_run *x, const char *name, size_t n);
void lw_py_attribute_add(struct py_run *x, const char *name, size_t n, const struct py_set *value);

struct py_fork {
	uint32_t mark; /* of the log */
	uint32_t ways; /* that go on behind it */
	struct lw_map finals;
	LW_VEC(struct py_final *) list;
};
void lw_py_fork(struct py_run *x, struct py_fork *f);
/* A way ends here; the next begins from where the first did. */
void lw_py_fork_next(struct py_run *x, struct py_fork *f);
/* What could be behind all ways (and without any, if "none" may be). */
void lw_py_fork_join(struct py_run *x, struct py_fork *f, bool none);

/* python_expr.c */
const struct py_token *lw_py_peek(const struct py_run *x);
bool lw_py_is(const struct py_run *x, const struct py_token *t, const char *text); /* a word or an operator */
bool lw_py_accept(struct py_run *x, const char *text);
const char *lw_py_token_text(const struct py_run *x, const struct py_token *t);
/* Expressions up to a limit: the token "end" is never passed. */
const struct py_set *lw_py_expression(struct py_run *x, uint32_t end);
/* The same with commas: more than one is a tuple. */
const struct py_set *lw_py_expressions(struct py_run *x, uint32_t end);
const struct py_set *lw_py_binary(struct py_run *x, const char *op, size_t n, const struct py_set *l,
				  const struct py_set *r);
/* The next token of that text in [at, end) outside brackets, or end. */
uint32_t lw_py_find(const struct py_run *x, uint32_t at, uint32_t end, const char *text);

/* python_atom.c */
const struct py_set *lw_py_atom(struct py_run *x, uint32_t end);
const struct py_set *lw_py_comprehension(struct py_run *x, uint32_t from, uint32_t loop, uint32_t close, bool dict);

/* python_call.c */
void lw_py_parse_args(struct py_run *x, uint32_t close, struct py_args *args);
const struct py_set *lw_py_arg(const struct py_args *args, uint32_t i, const char *name); /* NULL: not there */
const struct py_set *lw_py_call(struct py_run *x, const struct py_set *callee, const struct py_args *args);
/* f is followed by itself; self: it is a method, and the first parameter is the object. */
const struct py_set *lw_py_follow(struct py_run *x, struct py_def *f, const struct py_args *args, bool self);

/* python_known.c: what is known of the libraries; NULL: nothing. */
const struct py_set *lw_py_known_call(struct py_run *x, const struct py_value *callee, const struct py_args *args);
/* python_module.c: of attributes of modules, and of packages' directories. */
const struct py_set *lw_py_known_attribute(struct py_run *x, const struct py_value *of, const char *name, size_t n);
const struct py_set *lw_py_package_dir(struct py_run *x, const struct py_set *package);

/* python_method.c: of texts, lists and dicts. */
const struct py_set *lw_py_method(struct py_run *x, const struct py_value *of, const char *name, size_t n,
				  const struct py_args *args);
const struct py_set *lw_py_property(struct py_run *x, const struct py_value *of, const char *name, size_t n);
/* The list with what an append, extend or insert adds; NULL: it is none of these. */
const struct py_set *lw_py_list_grown(struct py_run *x, const struct py_set *list, const char *name, size_t n,
				      const struct py_args *args);
/* python_format.c */
const struct py_set *lw_py_percent(struct py_run *x, const struct py_set *form, const struct py_set *values);
const struct py_set *lw_py_format(struct py_run *x, const struct py_value *form, const struct py_args *args);

/* python_load.c */
void lw_py_record(struct py_run *x, enum lw_py_act act, const char *call, size_t n_call, const struct py_set *what,
		  const struct py_set *mode, uint32_t line);
void lw_py_record_variable(struct py_run *x, const struct py_set *name, const struct py_set *value, uint32_t line);
int64_t lw_py_flags_of(const struct py_set *mode); /* PY_F_, several joined */

/* python_assign.c */
void lw_py_assign(struct py_run *x, uint32_t from, uint32_t end, const struct py_set *value);
bool lw_py_assignment(struct py_run *x, uint32_t end); /* false: the statement is none */
/* python_import.c */
void lw_py_import(struct py_run *x, uint32_t end);
void lw_py_import_from(struct py_run *x, uint32_t end);
/* python_block.c */
void lw_py_statement(struct py_run *x);
void lw_py_body(struct py_run *x); /* behind a colon */
/* python_stmt.c */
void lw_py_simple_statement(struct py_run *x, uint32_t end);

/* Is the word anywhere in the text? */
bool lw_py_mentions(struct lw_span text, const char *word);
/* Runs all of a file; the state stays for questions. text and a live as long as it. watch: NULL, or a function whose
 * arguments are kept when the module calls it. */
bool lw_py_run(struct py_run *x, struct lw_span text, const char *watch, struct lw_arena *a,
	       struct lw_error *err) LW_USE;

#endif
