/* SPDX-License-Identifier: Apache-2.0 */
#include "package/python.h"

#include <string.h>

#include "base/fail.h"
#include "package/python_load.h"
#include "package/python_run.h"

/* Enough for what real files hold; the rest is followed without calls and turns. */
#define FUEL 300000
#define LONGEST_NAME 255
#define MOST_NAMES 65536

static void run_module(struct py_run *x) {
	x->scope = x->module;
	x->at = 0;
	while (x->at < x->t.n - 1 && lw_py_burn(&x->m, 1)) {
		const uint32_t from = x->at;
		lw_py_statement(x);
		x->ended = false;
		x->at += x->at == from;
	}
}

/* A name with an underscore is not for others to call: if its own file does, that is all. */
static bool is_private(const struct py_run *x, const struct py_def *f) {
	const struct py_token *t = &x->t.at[f->name];
	return f->nested || (t->n > 0 && lw_py_token_text(x, t)[0] == '_');
}

static void run_functions(struct py_run *x) {
	for (uint32_t i = 0; i < x->defs.n && lw_py_burn(&x->m, 1); i++) {
		struct py_def *f = x->defs.at[i];
		if (!f->is_class && !(f->called && is_private(x, f)))
			lw_py_follow(x, f, NULL, false);
	}
}

/* Twice over the functions: an attribute may be set in one that stands below the one that uses it. */
static void run_all(struct py_run *x) {
	x->m.fuel = FUEL + 16 * (uint64_t)x->t.n;
	x->m.stop = x->m.failed;
	run_module(x);
	run_functions(x);
	run_functions(x);
}

bool lw_py_run(struct py_run *x, struct lw_span text, const char *watch, struct lw_arena *a, struct lw_error *err) {
	*x = (struct py_run){.m = {.a = a, .err = err}, .watch = watch};
	LW_TRY(lw_py_lex(text, a, &x->t, err));
	x->m.fuel = 1000;
	x->module = lw_py_scope_new(x, NULL);
	LW_TRY(x->module != NULL);
	run_all(x);
	if (x->m.stop && !x->m.failed) {
		x->flat = true;
		x->cut = false;
		run_all(x);
		x->cut |= x->m.stop;
	}
	if (x->m.failed && err->code == LW_E_OK)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	return !x->m.failed;
}

bool lw_py_mentions(struct lw_span text, const char *word) {
	const size_t n = strlen(word);
	for (uint64_t at = 0; lw_range_fits(at, n, text.len);) {
		const uint8_t *hit = memchr(text.ptr + at, *word, (size_t)(text.len - at - n + 1));
		if (hit == NULL)
			return false;
		if (memcmp(hit, word, n) == 0)
			return true;
		at = (uint64_t)(hit - text.ptr) + 1;
	}
	return false;
}

/* Nothing is recorded without one of these words; most files have none. */
static bool may_load(struct lw_span text) {
	static const char *const words[] = {
		"CDLL",         "PyDLL",         "WinDLL",       "OleDLL",       "cdll",         "windll",
		"pydll",        "oledll",        "LoadLibrary",  "dlopen",       "load_library", "load_op_lib",
		"find_library", "dll_directory", "DllDirectory", "load_dynamic", "FileLoader",   "load-order"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (lw_py_mentions(text, words[i]))
			return true;
	return (lw_py_mentions(text, "environ") || lw_py_mentions(text, "putenv")) &&
		(lw_py_mentions(text, "PATH") || lw_py_mentions(text, "LD_PRELOAD") ||
		 lw_py_mentions(text, "DYLD_INSERT_LIBRARIES"));
}

bool lw_py_scan(struct lw_span text, struct lw_arena *a, struct lw_py_loads *out, struct lw_error *err) {
	struct py_run x;
	*out = (struct lw_py_loads){0};
	if (!may_load(text))
		return true;
	LW_TRY(lw_py_run(&x, text, NULL, a, err));
	lw_py_sort_loads(x.loads.at, x.loads.n);
	*out = (struct lw_py_loads){x.loads.at, x.loads.n, x.cut};
	return true;
}

/* '*' is any text: the last one that was passed is tried longer and longer. */
static bool matches(const char *pattern, const char *path) {
	const char *star = NULL, *from = NULL;
	while (*path != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			from = path;
		} else if (*pattern == *path) {
			pattern++;
			path++;
		} else if (star != NULL) {
			pattern = star + 1;
			path = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool lw_py_matches(const char *pattern, const char *path) {
	return matches(pattern, path) || (strncmp(pattern, "*/", 2) == 0 && matches(pattern + 2, path));
}

const char *lw_py_pattern_name(const char *pattern) {
	const char *name = pattern;
	for (const char *p = pattern; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			name = p + 1;
	return name;
}

static bool is_space(uint8_t c) {
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool lw_py_load_order(struct lw_span text, struct lw_arena *a, const char *const **names, uint32_t *n,
		      struct lw_error *err) {
	LW_VEC(const char *) list = {0};
	for (uint64_t i = 0, from = 0; i <= text.len; i++) {
		if (i < text.len && !is_space(text.ptr[i]))
			continue;
		if (i - from > LONGEST_NAME || list.n >= MOST_NAMES)
			return lw_fail(err, LW_E_LIMIT,
				       "is no list of DLLs: it has a name of over %d bytes or over %d names",
				       LONGEST_NAME, MOST_NAMES);
		if (i > from) {
			const char *name = lw_strndup(a, (const char *)text.ptr + from, (size_t)(i - from), err);
			const char **at = name == NULL ? NULL : lw_vec_add(a, &list, err);
			LW_TRY(at != NULL);
			*at = name;
		}
		from = i + 1;
	}
	*names = list.at;
	*n = list.n;
	return true;
}

const char *lw_py_act_name(enum lw_py_act act) {
	static const char *const names[] = {
#define X(code, name) name,
		LW_PY_ACTS(X)
#undef X
	};
	return names[act];
}

const char *lw_py_base_name(enum lw_py_base base) {
	static const char *const names[] = {
#define X(code, name) name,
		LW_PY_BASES(X)
#undef X
	};
	return names[base];
}

const char *lw_py_mode_name(enum lw_py_mode mode) {
	static const char *const names[] = {"local", "global", "unknown"};
	return names[mode];
}
