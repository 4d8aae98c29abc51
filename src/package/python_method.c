/* SPDX-License-Identifier: Apache-2.0 */
/* Methods and properties of texts (also as paths of pathlib), lists and dicts. */
#include <string.h>

#include "base/ascii.h"
#include "package/python_path.h"
#include "package/python_run.h"

enum method {
	SAME, /* it changes nothing that counts */
	PARENT,
	NAME,
	STEM,
	SUFFIX,
	PARENTS,
	REAL,
	JOIN_PATHS,
	WITH_NAME,
	WITH_SUFFIX,
	BELOW,
	GLOB,
	RGLOB,
	FORMAT,
	JOIN_TEXTS,
	SPLIT,
	LOWER,
	REPLACE,
	NOT_KNOWN,
	ITEMS,
	KEYS,
	VALUES,
	GET,
	POP,
	COPY,
};

static const struct {
	const char *name;
	enum method method;
} methods[] = {
	{"resolve", REAL},
	{"absolute", REAL},
	{"joinpath", JOIN_PATHS},
	{"with_name", WITH_NAME},
	{"with_suffix", WITH_SUFFIX},
	{"iterdir", BELOW},
	{"glob", GLOB},
	{"rglob", RGLOB},
	{"expanduser", SAME},
	{"as_posix", SAME},
	{"as_uri", NOT_KNOWN},
	{"__str__", SAME},
	{"__fspath__", SAME},
	{"encode", SAME},
	{"decode", SAME},
	{"strip", SAME},
	{"rstrip", SAME},
	{"lstrip", SAME},
	{"lower", LOWER},
	{"format", FORMAT},
	{"join", JOIN_TEXTS},
	{"split", SPLIT},
	{"rsplit", SPLIT},
	{"replace", REPLACE},
	{"items", ITEMS},
	{"keys", KEYS},
	{"values", VALUES},
	{"get", GET},
	{"setdefault", GET},
	{"pop", POP},
	{"copy", COPY},
};

static const struct {
	const char *name;
	enum method method;
} properties[] = {
	{"parent", PARENT}, {"name", NAME}, {"stem", STEM}, {"suffix", SUFFIX}, {"parents", PARENTS}, {"path", SAME},
};

static bool called(const char *name, size_t n, const char *what) {
	return n == strlen(what) && memcmp(name, what, n) == 0;
}

static enum method method_of(const char *name, size_t n) {
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (called(name, n, methods[i].name))
			return methods[i].method;
	return NOT_KNOWN;
}

static const struct py_set *parents(struct py_run *x, const struct py_set *path) {
	const struct py_set **items = lw_alloc(x->m.a, 8, sizeof *items, x->m.err);
	if (items == NULL) {
		x->m.failed = x->m.stop = true;
		return &lw_py_any;
	}
	for (uint32_t i = 0; i < 8; i++)
		items[i] = path = lw_py_path_dir(&x->m, path);
	return lw_py_list(&x->m, items, 8, false);
}

const struct py_set *lw_py_property(struct py_run *x, const struct py_value *of, const char *name, size_t n) {
	const struct py_set *self = lw_py_one(&x->m, *of);
	enum method m = NOT_KNOWN;
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
		if (called(name, n, properties[i].name))
			m = properties[i].method;
	if (of->kind != PY_V_TEXT)
		return &lw_py_any;
	switch (m) {
	case PARENT:
		return lw_py_path_dir(&x->m, self);
	case NAME:
		return lw_py_path_base(&x->m, self);
	case STEM:
		return lw_py_path_stem(&x->m, lw_py_path_base(&x->m, self), false);
	case SUFFIX:
		return lw_py_path_stem(&x->m, self, true);
	case PARENTS:
		return parents(x, self);
	case SAME:
		return self;
	default:
		return &lw_py_any;
	}
}

static const struct py_set *one_any(struct py_run *x) {
	return lw_py_text(&x->m, &(char){PY_M_ANY}, 1);
}

/* What is not known may hold slashes: so one deeper down is meant too. */
static const struct py_set *below(struct py_run *x, const struct py_set *dir, const struct py_set *what, bool deep) {
	const struct py_set *pattern = lw_py_path_glob(&x->m, what);
	if (deep)
		pattern = lw_py_concat(&x->m, one_any(x), pattern);
	return lw_py_list_of(&x->m, lw_py_path_join(&x->m, dir, pattern));
}

static const struct py_set *join_texts(struct py_run *x, const struct py_set *between, const struct py_set *list) {
	uint32_t n;
	const struct py_set *const *items = lw_py_items(&x->m, list, &n);
	const bool all = list->n == 1 && list->at[0].kind == PY_V_LIST && !list->at[0].more;
	const struct py_set *out = NULL;
	for (uint32_t i = 0; i < n && lw_py_burn(&x->m, 1); i++)
		out = out == NULL ? items[i] : lw_py_concat(&x->m, lw_py_concat(&x->m, out, between), items[i]);
	if (out == NULL)
		return all ? lw_py_text(&x->m, "", 0) : &lw_py_any;
	/* One of several unknown ones: alone, or with others around. */
	return all ? out : lw_py_union(&x->m, out, one_any(x));
}

/* Both known: each place is replaced; else nothing is known. */
static const struct py_set *replace(struct py_run *x, const struct py_value *of, const struct py_args *args) {
	const struct py_set *from = lw_py_arg(args, 0, NULL), *to = lw_py_arg(args, 1, NULL);
	struct py_writing w;
	w.n = 0;
	if (from == NULL || to == NULL || from->n != 1 || to->n != 1 || from->at[0].kind != PY_V_TEXT ||
	    to->at[0].kind != PY_V_TEXT || from->at[0].n == 0)
		return &lw_py_any;
	for (uint32_t i = 0; i < of->n && lw_py_burn(&x->m, 1);) {
		const bool hit = lw_range_fits(i, from->at[0].n, of->n) &&
			memcmp(of->u.text + i, from->at[0].u.text, from->at[0].n) == 0;
		lw_py_write(&w, hit ? to->at[0].u.text : of->u.text + i, hit ? to->at[0].n : 1);
		i += hit ? from->at[0].n : 1;
	}
	return lw_py_text(&x->m, w.at, w.n);
}

static bool is_blank(char c) {
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_known(const struct py_value *v) {
	for (uint32_t i = 0; v->kind == PY_V_TEXT && i < v->n; i++)
		if (v->u.text[i] >= PY_M_ANY && v->u.text[i] <= PY_LAST_MARK)
			return false;
	return v->kind == PY_V_TEXT;
}

/* Of a text that is all known, at blanks or at one letter; others give texts that are not known. */
static const struct py_set *split(struct py_run *x, const struct py_value *of, const struct py_args *args) {
	const struct py_set *at = lw_py_arg(args, 0, "sep");
	LW_VEC(const struct py_set *) items = {0};
	const bool letter = at != NULL && at->n == 1 && is_known(&at->at[0]) && at->at[0].n == 1;
	if (!is_known(of) || (at != NULL && !letter) || args->n > 1)
		return lw_py_list_of(&x->m, one_any(x));
	for (uint32_t i = 0, from = 0; i <= of->n && lw_py_burn(&x->m, 1); i++) {
		const bool end =
			i == of->n || (letter ? of->u.text[i] == at->at[0].u.text[0] : is_blank(of->u.text[i]));
		if (!end)
			continue;
		const struct py_set **item = i == from && !letter ? NULL : lw_vec_add(x->m.a, &items, x->m.err);
		if (item != NULL)
			*item = lw_py_text(&x->m, of->u.text + from, i - from);
		from = i + 1;
	}
	if (x->m.err->code != LW_E_OK)
		x->m.failed = x->m.stop = true;
	return items.n > PY_MOST_ITEMS ? lw_py_list_of(&x->m, &lw_py_any) : lw_py_list(&x->m, items.at, items.n, false);
}

static const struct py_set *lower(struct py_run *x, const struct py_value *of) {
	struct py_writing w;
	w.n = 0;
	for (uint32_t i = 0; i < of->n; i++)
		lw_py_write(&w, &(char){lw_ascii_lower(of->u.text[i])}, 1);
	return lw_py_text(&x->m, w.at, w.n);
}

static const struct py_set *join_all(struct py_run *x, const struct py_set *path, const struct py_args *args) {
	for (uint32_t i = 0; i < args->n; i++)
		path = lw_py_path_join(&x->m, path, args->at[i]);
	return args->more ? lw_py_union(&x->m, path, lw_py_path_join(&x->m, path, one_any(x))) : path;
}

static const struct py_set *of_text(struct py_run *x, const struct py_value *of, enum method m,
				    const struct py_args *args) {
	const struct py_set *self = lw_py_one(&x->m, *of), *first = lw_py_arg(args, 0, NULL);
	if (first == NULL)
		first = &lw_py_any;
	switch (m) {
	case SAME:
		return self;
	case REAL:
		return lw_py_path_real(&x->m, self);
	case JOIN_PATHS:
		return join_all(x, self, args);
	case WITH_NAME:
		return lw_py_path_join(&x->m, lw_py_path_dir(&x->m, self), first);
	case WITH_SUFFIX:
		return lw_py_concat(&x->m, lw_py_path_stem(&x->m, self, false), first);
	case BELOW:
		return below(x, self, one_any(x), false);
	case GLOB:
	case RGLOB:
		return below(x, self, first, m == RGLOB);
	case FORMAT:
		return lw_py_format(x, of, args);
	case JOIN_TEXTS:
		return join_texts(x, self, first);
	case REPLACE:
		return replace(x, of, args);
	case SPLIT:
		return split(x, of, args);
	case LOWER:
		return lower(x, of);
	default:
		return &lw_py_any;
	}
}

static const struct py_set *pairs(struct py_run *x, const struct py_value *d, enum method m) {
	const uint32_t n = d->n / 2;
	const struct py_set **out = lw_py_burn(&x->m, n) ? lw_alloc(x->m.a, n, sizeof *out, x->m.err) : NULL;
	for (uint32_t i = 0; i < n && out != NULL; i++)
		out[i] = m == KEYS    ? d->u.items[2 * i]
			: m == VALUES ? d->u.items[2 * i + 1]
				      : lw_py_list(&x->m, &d->u.items[2 * i], 2, false);
	if (out == NULL) {
		x->m.failed |= !x->m.stop;
		x->m.stop = true;
		return &lw_py_any;
	}
	return lw_py_list(&x->m, out, n, d->more);
}

static const struct py_set *of_dict(struct py_run *x, const struct py_value *of, enum method m,
				    const struct py_args *args) {
	const struct py_set *self = lw_py_one(&x->m, *of), *key = lw_py_arg(args, 0, NULL);
	const struct py_set *other = lw_py_arg(args, 1, NULL);
	if (m == ITEMS || m == KEYS || m == VALUES)
		return pairs(x, of, m);
	if (m == COPY)
		return self;
	if ((m != GET && m != POP) || key == NULL)
		return &lw_py_any;
	return lw_py_union(&x->m, lw_py_subscript(&x->m, self, key), other == NULL ? &lw_py_none : other);
}

const struct py_set *lw_py_method(struct py_run *x, const struct py_value *of, const char *name, size_t n,
				  const struct py_args *args) {
	const enum method m = method_of(name, n);
	if (of->kind == PY_V_TEXT)
		return of_text(x, of, m, args);
	if (of->kind == PY_V_DICT)
		return of_dict(x, of, m, args);
	const struct py_set *self = lw_py_one(&x->m, *of);
	return m == POP ? lw_py_item(&x->m, self) : m == COPY ? self : &lw_py_any;
}

const struct py_set *lw_py_list_grown(struct py_run *x, const struct py_set *list, const char *name, size_t n,
				      const struct py_args *args) {
	const bool extend = called(name, n, "extend") || called(name, n, "update");
	const bool insert = called(name, n, "insert"), append = called(name, n, "append") || called(name, n, "add");
	const struct py_set *what = lw_py_arg(args, insert, NULL);
	bool lists = false;
	for (uint32_t i = 0; i < list->n; i++)
		lists |= list->at[i].kind == PY_V_LIST;
	if (!lists || what == NULL || (!extend && !insert && !append))
		return NULL;
	if (!extend) {
		const struct py_set **one = lw_alloc(x->m.a, 1, sizeof *one, x->m.err);
		if (one == NULL)
			return NULL;
		*one = what;
		what = lw_py_list(&x->m, one, 1, false);
	}
	return insert ? lw_py_binary(x, "+", 1, what, list) : lw_py_binary(x, "+", 1, list, what);
}
