/* SPDX-License-Identifier: Apache-2.0 */
/* What was found to be loaded, as patterns. */
#include "package/python_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "package/python_path.h"

#define MOST_LOADS 4096

static enum lw_py_base place_of(char mark) {
	switch (mark) {
	case PY_M_HERE:
		return LW_PY_HERE_BASE;
	case PY_M_SITE:
		return LW_PY_SITE_BASE;
	case PY_M_PREFIX:
		return LW_PY_PREFIX_BASE;
	default:
		return LW_PY_CWD_BASE;
	}
}

/* Marks of parents as "../", the place itself left out; what is not known as '*'. */
static char *spelled(struct py_run *x, const struct py_writing *w, size_t skip) {
	size_t ups = 0, n = 0;
	while (skip > 0 && skip + ups < w->n && w->at[skip + ups] == PY_M_UP)
		ups++;
	skip += ups;
	skip += skip > 0 && skip < w->n && (w->at[skip] == '/' || w->at[skip] == '\\');
	char *out = lw_alloc(x->m.a, 1, w->n + 3 * ups + 1, x->m.err);
	for (size_t i = 0; i < ups && out != NULL; i++, n += 3)
		memcpy(out + n, "../", 3);
	for (size_t i = skip; i < w->n && out != NULL; i++) {
		const char c = w->at[i];
		const bool open = c == PY_M_ANY || c == PY_M_SELF || c == PY_M_UP || (c > 0 && c <= PY_LAST_MARK);
		if (!open)
			out[n++] = c;
		else if (n == 0 || out[n - 1] != '*')
			out[n++] = '*';
	}
	return out;
}

static bool has_slash(const struct py_writing *w) {
	return memchr(w->at, '/', w->n) != NULL;
}

/* Where a path begins, and its pattern. NULL: NOMEM. */
static const char *pattern_of(struct py_run *x, const struct py_value *v, enum lw_py_base *base) {
	struct py_writing w;
	w.n = 0;
	lw_py_write_value(&w, v);
	*base = LW_PY_NAME_BASE;
	if (v->kind == PY_V_NONE) {
		*base = LW_PY_PROGRAM_BASE;
		w.n = 0;
	}
	const bool place = w.n > 0 && w.at[0] > PY_M_ANY && w.at[0] <= PY_LAST_MARK && w.at[0] != PY_M_COLON;
	const bool windows = !place && lw_py_path_absolute(w.at, w.n) && w.at[0] != '/';
	const bool slash = has_slash(&w);
	if (slash && !windows)
		lw_py_path_fold(&w);
	if (place)
		*base = place_of(w.at[0]);
	else if (windows || (w.n > 0 && w.at[0] == '/'))
		*base = LW_PY_ABSOLUTE_BASE;
	else if (w.n > 0 && w.at[0] == PY_M_ANY)
		*base = LW_PY_ANYWHERE_BASE;
	else if (slash)
		*base = LW_PY_CWD_BASE;
	return spelled(x, &w, place);
}

int64_t lw_py_flags_of(const struct py_set *mode) {
	int64_t all = 0;
	for (uint32_t i = 0; i < mode->n; i++) {
		const struct py_value *v = &mode->at[i];
		const char *dot = v->kind == PY_V_NAME ? memchr(v->u.text, '.', v->n) : NULL;
		const size_t n = dot == NULL ? v->n : v->n - (size_t)(dot + 1 - v->u.text);
		const char *last = dot == NULL ? v->u.text : dot + 1;
		if (v->kind == PY_V_FLAGS)
			all |= v->u.number;
		else if (v->kind == PY_V_NUMBER) /* RTLD_GLOBAL of Linux */
			all |= (v->u.number & 0x100) != 0 ? PY_F_GLOBAL : PY_F_LOCAL;
		else if (v->kind == PY_V_NAME && n >= 11 && memcmp(last + n - 11, "RTLD_GLOBAL", 11) == 0)
			all |= PY_F_GLOBAL;
		else if (v->kind == PY_V_NAME && n >= 10 && memcmp(last + n - 10, "RTLD_LOCAL", 10) == 0)
			all |= PY_F_LOCAL;
		else if (v->kind == PY_V_NAME && n == 12 && memcmp(last, "DEFAULT_MODE", 12) == 0)
			all |= PY_F_LOCAL;
		else if (v->kind == PY_V_NAME && n > 5 && memcmp(last, "RTLD_", 5) == 0)
			all |= 0; /* NOW, LAZY, NODELETE … say nothing of the scope */
		else if (v->kind == PY_V_NAME && n == 17 && memcmp(last, "getdlopenflags()", 16) == 0)
			all |= 0;
		else
			all |= PY_F_OTHER;
	}
	return all;
}

/* Of "or"ed flags GLOBAL wins; of different ways that flags may come, none. */
static enum lw_py_mode mode_of(const struct py_set *mode) {
	if (mode == NULL)
		return LW_PY_LOCAL;
	const int64_t all = lw_py_flags_of(mode);
	const bool one = mode->n == 1;
	if ((all & PY_F_GLOBAL) != 0 && (one || all == PY_F_GLOBAL))
		return LW_PY_GLOBAL;
	return (all & PY_F_GLOBAL) != 0 || (all & PY_F_OTHER) != 0 ? LW_PY_MODE_UNKNOWN : LW_PY_LOCAL;
}

static char *key_of(struct py_run *x, const struct lw_py_load *l) {
	return lw_sprintf(x->m.a, x->m.err, "%d %d %u %s %s %s", (int)l->act, (int)l->base, (unsigned)l->line, l->call,
			  l->pattern, l->variable == NULL ? "" : l->variable);
}

static bool store(struct py_run *x, struct lw_py_load l) {
	char *key = key_of(x, &l);
	if (key == NULL)
		return false;
	const uintptr_t old = (uintptr_t)lw_map_get(&x->loads_known, key, strlen(key));
	if (old != 0) {
		struct lw_py_load *was = &x->loads.at[old - 1];
		was->certain |= l.certain;
		was->mode = was->mode == l.mode ? l.mode : LW_PY_MODE_UNKNOWN;
		return true;
	}
	if (x->loads.n >= MOST_LOADS)
		return lw_fail(x->m.err, LW_E_LIMIT, "is a Python file that loads more than %d libraries", MOST_LOADS);
	struct lw_py_load *load = lw_vec_add(x->m.a, &x->loads, x->m.err);
	if (load == NULL)
		return false;
	*load = l;
	return lw_map_put(&x->loads_known, x->m.a, key, strlen(key), (void *)(uintptr_t)x->loads.n, x->m.err);
}

static void record_one(struct py_run *x, struct lw_py_load l, const struct py_value *v) {
	l.pattern = l.act == LW_PY_FLAGS ? "" : pattern_of(x, v, &l.base);
	if (l.pattern == NULL || !store(x, l))
		x->m.failed = x->m.stop = true;
}

void lw_py_record(struct py_run *x, enum lw_py_act act, const char *call, size_t n_call, const struct py_set *what,
		  const struct py_set *mode, uint32_t line) {
	struct lw_py_load l = {.act = act, .line = line, .mode = mode_of(mode)};
	l.certain = x->unsure == 0 && what->n == 1 && what->at[0].kind != PY_V_ANY;
	l.call = lw_strndup(x->m.a, call, n_call, x->m.err);
	if (l.call == NULL)
		x->m.failed = x->m.stop = true;
	for (uint32_t i = 0; i < what->n && lw_py_burn(&x->m, 4); i++)
		record_one(x, l, &what->at[i]);
}

/* A list of directories, cut where os.pathsep stands or ';'; ':' where no drive has one. */
static void record_parts(struct py_run *x, struct lw_py_load l, const struct py_value *v) {
	for (uint32_t from = 0, i = 0; i <= v->n && lw_py_burn(&x->m, 1); i++) {
		const char c = i < v->n ? v->u.text[i] : PY_M_COLON;
		const bool drive =
			c == ':' && i == from + 1 && v->u.text[from] > PY_LAST_MARK && v->u.text[from] != '.';
		if (c != PY_M_COLON && c != ';' && (c != ':' || drive))
			continue;
		const struct py_value part = {.kind = PY_V_TEXT, .n = i - from, .u.text = v->u.text + from};
		const bool open = part.n == 1 && part.u.text[0] == PY_M_ANY;
		if (part.n > 0 && !open)
			record_one(x, l, &part);
		from = i + 1;
	}
}

void lw_py_record_variable(struct py_run *x, const struct py_set *name, const struct py_set *value, uint32_t line) {
	static const char *const known[] = {"PATH",
					    "LD_LIBRARY_PATH",
					    "DYLD_LIBRARY_PATH",
					    "DYLD_FALLBACK_LIBRARY_PATH",
					    "LD_PRELOAD",
					    "DYLD_INSERT_LIBRARIES",
					    "LIBPATH"};
	for (uint32_t i = 0; i < name->n; i++)
		for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
			struct lw_py_load l = {
				.act = LW_PY_VARIABLE, .line = line, .call = "os.environ", .variable = known[k]};
			l.certain = x->unsure == 0 && value->n == 1 && name->n == 1;
			if (!lw_py_is_text(&name->at[i], known[k]))
				continue;
			for (uint32_t j = 0; j < value->n; j++)
				if (value->at[j].kind == PY_V_TEXT)
					record_parts(x, l, &value->at[j]);
		}
}

static int by_line(const void *p, const void *q) {
	const struct lw_py_load *x = p, *y = q;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->act != y->act)
		return x->act < y->act ? -1 : 1;
	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	const int order = strcmp(x->pattern, y->pattern);
	return order != 0 ? order : strcmp(x->call, y->call);
}

void lw_py_sort_loads(struct lw_py_load *at, uint32_t n) {
	if (n > 1)
		qsort(at, n, sizeof *at, by_line);
}
