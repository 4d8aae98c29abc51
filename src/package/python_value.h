/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an expression of Python may be worth: a set of values. Texts hold marks where they are not known or depend on
 * the place of the file; so a path keeps the parts that are known. Sets and values never change once they are made.
 */
#ifndef LW_PACKAGE_PYTHON_VALUE_H
#define LW_PACKAGE_PYTHON_VALUE_H

#include "base/arena.h"
#include "linkwright/error.h"

/* Marks in texts. They stand for themselves nowhere: a control character of the file becomes '?'. */
#define PY_M_ANY '\001'    /* any text, also none */
#define PY_M_HERE '\002'   /* the directory of the file, with links followed or not */
#define PY_M_SELF '\003'   /* the name of the file */
#define PY_M_SITE '\004'   /* a directory in which packages lie (sys.path) */
#define PY_M_PREFIX '\005' /* sys.prefix and its like */
#define PY_M_COLON '\006'  /* os.pathsep */
#define PY_M_UP '\007'     /* behind one of the places: its parent */
#define PY_M_CWD '\010'    /* the current directory */
#define PY_LAST_MARK 8

#define PY_MOST_VALUES 64
#define PY_LONGEST_TEXT 4096

enum py_kind {
	PY_V_ANY,
	PY_V_NONE,
	PY_V_TEXT,
	PY_V_NUMBER,
	PY_V_FLAGS, /* of dlopen: number is a set of PY_F_ */
	PY_V_LIST,  /* a list, tuple, set or iterator */
	PY_V_DICT,  /* keys and values in turn */
	PY_V_NAME,  /* a module, or what is behind one: "ctypes.CDLL"; "?.f" an attribute of something unknown */
	PY_V_DEF,   /* a function or class of the file */
};

#define PY_F_GLOBAL 1
#define PY_F_LOCAL 2
#define PY_F_OTHER 4

struct py_set;
struct py_def;

struct py_value {
	uint8_t kind;
	bool more;  /* of a list or dict: there may be others */
	uint32_t n; /* of the text; of the items */
	union {
		const char *text;
		int64_t number;
		const struct py_set *const *items;
		const struct py_def *def;
	} u;
};

struct py_set {
	uint32_t n;
	const struct py_value *at;
};

/* What making values needs: memory, and a count of work that ends with all of it. */
struct py_maker {
	struct lw_arena *a;
	struct lw_error *err;
	uint64_t fuel;
	bool stop;   /* no more fuel, or no memory (then err tells) */
	bool failed; /* no memory */
};

/* The set of what is not known, and the one without a value. */
extern const struct py_set lw_py_any, lw_py_none, lw_py_empty;

/* Counts work; false: it ends here. */
bool lw_py_burn(struct py_maker *m, uint64_t work);

/* All of these give a set at all times; lw_py_any where memory or fuel ended. */
const struct py_set *lw_py_one(struct py_maker *m, struct py_value v);
const struct py_set *lw_py_text(struct py_maker *m, const char *text, size_t n);
const struct py_set *lw_py_literal(struct py_maker *m, const char *text);
const struct py_set *lw_py_name(struct py_maker *m, const char *text, size_t n);
const struct py_set *lw_py_union(struct py_maker *m, const struct py_set *x, const struct py_set *y);
/* Items are borrowed. */
const struct py_set *lw_py_list(struct py_maker *m, const struct py_set *const *items, uint32_t n, bool more);
/* A list of which every element is one of the set. */
const struct py_set *lw_py_list_of(struct py_maker *m, const struct py_set *each);

/* A set that grows. */
struct py_adding {
	struct py_value at[PY_MOST_VALUES];
	uint32_t n;
};
void lw_py_add(struct py_adding *b, struct py_value v);
void lw_py_add_all(struct py_adding *b, const struct py_set *s);
const struct py_set *lw_py_added(struct py_maker *m, const struct py_adding *b);

/* A text of parts; longer ones end with PY_M_ANY. */
struct py_writing {
	char at[PY_LONGEST_TEXT];
	size_t n;
};
void lw_py_write(struct py_writing *w, const char *text, size_t n);
struct py_value lw_py_written(struct py_maker *m, const struct py_writing *w);

/* A value as text: its own, a number's digits, PY_M_ANY for what is not known. */
void lw_py_write_value(struct py_writing *w, const struct py_value *v);
/* x and y as one text, for each pair. */
const struct py_set *lw_py_concat(struct py_maker *m, const struct py_set *x, const struct py_set *y);

/* What iterating over a set gives: the items one by one where it is one list of which all is known (then *n of them,
 * else 1: all in one set). */
const struct py_set *const *lw_py_items(struct py_maker *m, const struct py_set *s, uint32_t *n);
/* All items in one set. */
const struct py_set *lw_py_item(struct py_maker *m, const struct py_set *s);
/* s[index]. */
const struct py_set *lw_py_subscript(struct py_maker *m, const struct py_set *s, const struct py_set *index);

bool lw_py_is_text(const struct py_value *v, const char *text);
bool lw_py_is_name(const struct py_value *v, const char *name);

#endif
