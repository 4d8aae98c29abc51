/* SPDX-License-Identifier: Apache-2.0 */
#include "package/python_ask.h"

#include <string.h>

#include "package/python_run.h"

/* A text without marks, NUL-terminated; NULL: there is none that is known. */
static const char *known_text(const struct py_set *s, struct lw_arena *a, struct lw_error *err) {
	if (s->n != 1 || s->at[0].kind != PY_V_TEXT)
		return NULL;
	for (uint32_t i = 0; i < s->at[0].n; i++)
		if (s->at[0].u.text[i] > 0 && s->at[0].u.text[i] <= PY_LAST_MARK)
			return NULL;
	return lw_strndup(a, s->at[0].u.text, s->at[0].n, err);
}

struct answer {
	struct lw_arena *a;
	struct lw_error *err;
	LW_VEC(struct lw_py_pair) pairs;
};

static bool add(struct answer *w, const char *key, const struct py_set *value) {
	const char *text = value == NULL ? "" : known_text(value, w->a, w->err);
	if (key == NULL || text == NULL)
		return w->err->code == LW_E_OK;
	struct lw_py_pair *p = lw_vec_add(w->a, &w->pairs, w->err);
	if (p != NULL)
		*p = (struct lw_py_pair){key, text};
	return p != NULL;
}

static bool add_entry(struct answer *w, const struct py_set *key, const struct py_set *value) {
	const char *name = known_text(key, w->a, w->err);
	const bool list = value->n == 1 && value->at[0].kind == PY_V_LIST;
	if (!list)
		return add(w, name, value);
	for (uint32_t i = 0; i < value->at[0].n; i++)
		if (!add(w, name, value->at[0].u.items[i]))
			return false;
	return w->err->code == LW_E_OK;
}

static bool add_all(struct answer *w, const struct py_set *s) {
	for (uint32_t i = 0; i < s->n; i++) {
		const struct py_value *v = &s->at[i];
		if (v->kind == PY_V_TEXT && s->n == 1)
			return add(w, "", s);
		for (uint32_t k = 0; v->kind == PY_V_LIST && k < v->n; k++)
			if (!add(w, known_text(v->u.items[k], w->a, w->err), NULL))
				return false;
		for (uint32_t k = 0; v->kind == PY_V_DICT && k + 1 < v->n; k += 2)
			if (!add_entry(w, v->u.items[k], v->u.items[k + 1]))
				return false;
	}
	return true;
}

static bool answer(const struct py_set *s, struct lw_arena *a, struct lw_py_pairs *out, struct lw_error *err) {
	struct answer w = {.a = a, .err = err};
	if (!add_all(&w, s))
		return false;
	*out = (struct lw_py_pairs){w.pairs.at, w.pairs.n};
	return true;
}

bool lw_py_ask_dict(struct lw_span text, const char *name, struct lw_arena *a, struct lw_py_pairs *out,
		    struct lw_error *err) {
	struct py_run x;
	*out = (struct lw_py_pairs){0};
	if (!lw_py_mentions(text, name))
		return true;
	if (!lw_py_run(&x, text, NULL, a, err))
		return false;
	const struct py_var *v = lw_map_get(&x.module->vars, name, strlen(name));
	return v == NULL || v->now == NULL || answer(v->now, a, out, err);
}

bool lw_py_ask_call(struct lw_span text, const char *function, struct lw_arena *a, struct lw_py_asked *out,
		    struct lw_error *err) {
	struct py_run x;
	*out = (struct lw_py_asked){0};
	if (!lw_py_mentions(text, function))
		return true;
	if (!lw_py_run(&x, text, function, a, err))
		return false;
	out->called = x.watched;
	for (uint32_t i = 0; x.watched && i < x.seen.n && i < LW_PY_ASK_ARGS; i++)
		if (!answer(x.seen.at[i], a, &out->args[i], err))
			return false;
	return true;
}
