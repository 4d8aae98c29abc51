/* SPDX-License-Identifier: Apache-2.0 */
#include "package/python_path.h"

#include <string.h>

static bool is_place(char c) {
	return c == PY_M_HERE || c == PY_M_SITE || c == PY_M_PREFIX || c == PY_M_CWD;
}

static bool is_slash(char c) {
	return c == '/' || c == '\\';
}

static bool is_drive(const char *text, size_t n) {
	const char c = n < 2 ? '\0' : text[0];
	return n >= 2 && ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) && text[1] == ':';
}

bool lw_py_path_absolute(const char *text, size_t n) {
	return n > 0 && (is_slash(text[0]) || is_place(text[0]) || is_drive(text, n));
}

typedef void each_text(struct py_writing *w, const char *text, size_t n);

static const struct py_set *each(struct py_maker *m, const struct py_set *s, each_text *fn) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < s->n && lw_py_burn(m, 1 + s->at[i].n / 16); i++) {
		struct py_writing w, in;
		w.n = in.n = 0;
		lw_py_write_value(&in, &s->at[i]);
		fn(&w, in.at, in.n);
		lw_py_add(&b, s->at[i].kind == PY_V_NONE ? s->at[i] : lw_py_written(m, &w));
	}
	return m->stop ? &lw_py_any : lw_py_added(m, &b);
}

/* Where the last part begins. */
static size_t last_part(const char *text, size_t n) {
	while (n > 0 && !is_slash(text[n - 1]))
		n--;
	return n;
}

static size_t without_slashes(const char *text, size_t n) {
	while (n > 1 && is_slash(text[n - 1]))
		n--;
	return n;
}

/* A place and the marks of its parents. */
static size_t place_length(const char *text, size_t n) {
	size_t k = n > 0 && is_place(text[0]) ? 1 : 0;
	while (k > 0 && k < n && text[k] == PY_M_UP)
		k++;
	return k;
}

/* What is not known may hold slashes: then it stays. */
static void dir(struct py_writing *w, const char *text, size_t n) {
	const size_t place = place_length(text, n), from = last_part(text, n);
	if (place == n && n > 0) {
		lw_py_write(w, text, n);
		lw_py_write(w, &(char){PY_M_UP}, 1);
		return;
	}
	lw_py_write(w, text, without_slashes(text, from));
	if (memchr(text + from, PY_M_ANY, n - from) != NULL && (w->n == 0 || w->at[w->n - 1] != PY_M_ANY))
		lw_py_write(w, &(char){PY_M_ANY}, 1);
}

static void base(struct py_writing *w, const char *text, size_t n) {
	const size_t from = last_part(text, n), place = place_length(text, n);
	if (place == n && n > 0)
		lw_py_write(w, &(char){PY_M_ANY}, 1);
	else
		lw_py_write(w, text + from, n - from);
}

static size_t ending_at(const char *text, size_t n) {
	const size_t from = last_part(text, n);
	for (size_t i = n; i > from + 1; i--)
		if (text[i - 1] == '.')
			return i - 1;
	return n;
}

static void stem(struct py_writing *w, const char *text, size_t n) {
	lw_py_write(w, text, ending_at(text, n));
}

static void ending(struct py_writing *w, const char *text, size_t n) {
	const size_t at = ending_at(text, n);
	lw_py_write(w, at == n && memchr(text, PY_M_ANY, n) != NULL ? &(char){PY_M_ANY} : text + at,
		    at == n ? memchr(text, PY_M_ANY, n) != NULL : n - at);
}

static void glob(struct py_writing *w, const char *text, size_t n) {
	for (size_t i = 0; i < n; i++) {
		const char *close = text[i] == '[' ? memchr(text + i, ']', n - i) : NULL;
		const bool open = text[i] == '*' || text[i] == '?' || close != NULL;
		if (!open)
			lw_py_write(w, text + i, 1);
		else if (w->n == 0 || w->at[w->n - 1] != PY_M_ANY)
			lw_py_write(w, &(char){PY_M_ANY}, 1);
		if (close != NULL)
			i = (size_t)(close - text);
	}
}

/* Takes the last part of what is written away for a ".."; false: it has to stay. */
static bool up(struct py_writing *w) {
	const size_t place = place_length(w->at, w->n), from = last_part(w->at, w->n);
	if (place == w->n && place > 0) {
		lw_py_write(w, &(char){PY_M_UP}, 1);
		return true;
	}
	if (w->n == from || w->at[w->n - 1] == PY_M_ANY || (w->n - from == 2 && memcmp(w->at + from, "..", 2) == 0))
		return false;
	w->n = without_slashes(w->at, from);
	return true;
}

static void fold_part(struct py_writing *w, const char *part, size_t n, bool first) {
	if (n == 0 || (n == 1 && part[0] == '.'))
		return;
	if (n == 2 && memcmp(part, "..", 2) == 0 && up(w))
		return;
	if (!first && w->n > 0 && !is_slash(w->at[w->n - 1]))
		lw_py_write(w, "/", 1);
	lw_py_write(w, part, n);
}

static void fold(struct py_writing *w, const char *text, size_t n) {
	size_t from = 0;
	if (n > 0 && is_slash(text[0]))
		lw_py_write(w, "/", 1);
	for (size_t i = 0; i <= n; i++)
		if (i == n || is_slash(text[i])) {
			fold_part(w, text + from, i - from, from == 0);
			from = i + 1;
		}
}

void lw_py_path_fold(struct py_writing *w) {
	const struct py_writing in = *w;
	w->n = 0;
	fold(w, in.at, in.n);
}

static void real(struct py_writing *w, const char *text, size_t n) {
	struct py_writing whole;
	whole.n = 0;
	if (!lw_py_path_absolute(text, n) && !(n > 0 && text[0] == PY_M_ANY))
		lw_py_write(&whole, (const char[]){PY_M_CWD, '/'}, 2);
	lw_py_write(&whole, text, n);
	fold(w, whole.at, whole.n);
}

static void join(struct py_writing *w, const struct py_writing *x, const struct py_writing *y) {
	if (!lw_py_path_absolute(y->at, y->n)) {
		lw_py_write(w, x->at, x->n);
		if (w->n > 0 && !is_slash(w->at[w->n - 1]))
			lw_py_write(w, "/", 1);
	}
	lw_py_write(w, y->at, y->n);
}

const struct py_set *lw_py_path_join(struct py_maker *m, const struct py_set *x, const struct py_set *y) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < x->n; i++)
		for (uint32_t k = 0; k < y->n && lw_py_burn(m, 1); k++) {
			struct py_writing w, left, right;
			w.n = left.n = right.n = 0;
			if (x->at[i].kind == PY_V_NONE || y->at[k].kind == PY_V_NONE)
				continue; /* it would raise an error */
			lw_py_write_value(&left, &x->at[i]);
			lw_py_write_value(&right, &y->at[k]);
			join(&w, &left, &right);
			lw_py_add(&b, lw_py_written(m, &w));
		}
	return m->stop ? &lw_py_any : lw_py_added(m, &b);
}

const struct py_set *lw_py_path_dir(struct py_maker *m, const struct py_set *s) {
	return each(m, s, dir);
}

const struct py_set *lw_py_path_base(struct py_maker *m, const struct py_set *s) {
	return each(m, s, base);
}

const struct py_set *lw_py_path_real(struct py_maker *m, const struct py_set *s) {
	return each(m, s, real);
}

const struct py_set *lw_py_path_stem(struct py_maker *m, const struct py_set *s, bool only_ending) {
	return each(m, s, only_ending ? ending : stem);
}

const struct py_set *lw_py_path_glob(struct py_maker *m, const struct py_set *s) {
	return each(m, s, glob);
}
