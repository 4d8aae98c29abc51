/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of modules, and where packages lie. */
#include <string.h>

#include "package/python_path.h"
#include "package/python_run.h"

#define SITE "\004"
#define PREFIX "\005"
#define ANY "\001"

/* What a name stands for: a text with marks. */
static const struct {
	const char *name, *text;
} values[] = {
	{"os.sep", "/"},
	{"os.path.sep", "/"},
	{"os.curdir", "."},
	{"os.path.curdir", "."},
	{"os.pardir", ".."},
	{"os.path.pardir", ".."},
	{"os.pathsep", "\006"},
	{"os.path.pathsep", "\006"},
	{"os.extsep", "."},
	{"sys.prefix", PREFIX},
	{"sys.exec_prefix", PREFIX},
	{"sys.base_prefix", PREFIX},
	{"sys.base_exec_prefix", PREFIX},
	{"sys.real_prefix", PREFIX},
	{"sys.executable", PREFIX "/bin/" ANY},
	{"site.USER_SITE", SITE},
};

static const struct py_set *join_name(struct py_run *x, const struct py_value *of, const char *name, size_t n) {
	struct py_writing w;
	w.n = 0;
	if (of->kind == PY_V_NAME)
		lw_py_write(&w, of->u.text, of->n);
	else
		lw_py_write(&w, "?", 1);
	lw_py_write(&w, ".", 1);
	lw_py_write(&w, name, n);
	return lw_py_name(&x->m, w.at, w.n);
}

static bool called(const char *name, size_t n, const char *what) {
	return n == strlen(what) && memcmp(name, what, n) == 0;
}

/* The directory of a package by its name: beside the file for a relative one (".", ".lib"), else below SITE. */
static const struct py_set *dir_of(struct py_run *x, const char *name, size_t n) {
	struct py_writing w;
	size_t i = 0;
	w.n = 0;
	while (i < n && name[i] == '.')
		i++;
	lw_py_write(&w, i > 0 ? &(char){PY_M_HERE} : &(char){PY_M_SITE}, 1);
	for (size_t k = 1; k < i; k++)
		lw_py_write(&w, &(char){PY_M_UP}, 1);
	if (i < n)
		lw_py_write(&w, "/", 1);
	for (; i < n; i++)
		lw_py_write(&w, name[i] == '.' ? "/" : name + i, 1);
	return lw_py_text(&x->m, w.at, w.n);
}

const struct py_set *lw_py_package_dir(struct py_run *x, const struct py_set *package) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < package->n && lw_py_burn(&x->m, 1); i++) {
		const struct py_value *v = &package->at[i];
		const bool own = lw_py_is_name(v, "__name__") || lw_py_is_name(v, "__package__") ||
			lw_py_is_name(v, "__spec__.parent");
		if (own)
			lw_py_add_all(&b, lw_py_text(&x->m, &(char){PY_M_HERE}, 1));
		else if (v->kind == PY_V_TEXT || v->kind == PY_V_NAME)
			lw_py_add_all(&b, dir_of(x, v->u.text, v->n));
		else
			lw_py_add(&b, (struct py_value){.kind = PY_V_ANY});
	}
	return lw_py_added(&x->m, &b);
}

/* Of a package it is its __init__.py; a name with dots or an underscore may be a module, also an extension's. */
static const struct py_set *file_of(struct py_run *x, const struct py_value *of) {
	const struct py_set *dir = dir_of(x, of->u.text, of->n);
	const struct py_set *init = lw_py_path_join(&x->m, dir, lw_py_literal(&x->m, "__init__.py"));
	if (memchr(of->u.text, '.', of->n) == NULL && of->u.text[0] != '_')
		return init;
	return lw_py_union(&x->m, init, lw_py_concat(&x->m, dir, lw_py_text(&x->m, (const char[]){'.', PY_M_SELF}, 2)));
}

/* ctypes.cdll.NAME opens NAME, as does ctypes.windll.NAME. */
static const struct py_set *opened(struct py_run *x, const struct py_value *of, const char *name, size_t n) {
	const struct py_set *what = lw_py_text(&x->m, name, n);
	const uint32_t at = x->at > 0 ? x->at - 1 : 0;
	lw_py_record(x, LW_PY_LOAD, of->u.text, of->n, what, NULL, x->t.at[at].line);
	return lw_py_name(&x->m, "ctypes.CDLL()", 13);
}

const struct py_set *lw_py_known_attribute(struct py_run *x, const struct py_value *of, const char *name, size_t n) {
	const struct py_set *full = join_name(x, of, name, n);
	const bool loader = lw_py_is_name(of, "ctypes.cdll") || lw_py_is_name(of, "ctypes.windll") ||
		lw_py_is_name(of, "ctypes.pydll") || lw_py_is_name(of, "ctypes.oledll");
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (lw_py_is_name(&full->at[0], values[i].name))
			return lw_py_literal(&x->m, values[i].text);
	if (lw_py_is_name(&full->at[0], "sys.path"))
		return lw_py_list_of(&x->m, lw_py_literal(&x->m, SITE));
	if (of->kind != PY_V_NAME)
		return full;
	if (loader && !called(name, n, "LoadLibrary") && *name != '_')
		return opened(x, of, name, n);
	if (called(name, n, "__file__") || called(name, n, "origin"))
		return file_of(x, of);
	if (called(name, n, "__path__") || called(name, n, "submodule_search_locations"))
		return lw_py_list_of(&x->m, dir_of(x, of->u.text, of->n));
	return full;
}
