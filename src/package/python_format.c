/* SPDX-License-Identifier: Apache-2.0 */
/* "%s" and "{}" with what they are given. */
#include <string.h>

#include "package/python_run.h"

/* One text at a time is built for each combination; more than that stay open. */
static const struct py_set *piece(struct py_run *x, const struct py_set *all, const char *text, size_t n) {
	return lw_py_concat(&x->m, all, lw_py_text(&x->m, text, n));
}

/* The end of a conversion: flags, width, precision (Library Reference, printf-style formatting). */
static size_t conversion(const char *s, size_t n) {
	size_t i = 1;
	while (i < n && strchr("#0- +.123456789*hlL", s[i]) != NULL && s[i] != '\0')
		i++;
	return i < n ? i : n - 1;
}

static const struct py_set *value_at(struct py_run *x, const struct py_set *values, uint32_t i) {
	const bool tuple = values->n == 1 && values->at[0].kind == PY_V_LIST && !values->at[0].more;
	(void)x;
	if (tuple)
		return i < values->at[0].n ? values->at[0].u.items[i] : &lw_py_any;
	for (uint32_t k = 0; k < values->n; k++)
		if (values->at[k].kind == PY_V_LIST)
			return &lw_py_any;
	return i == 0 ? values : &lw_py_any;
}

static const struct py_set *percent_one(struct py_run *x, const struct py_value *form, const struct py_set *values) {
	const char *s = form->u.text;
	const struct py_set *all = lw_py_text(&x->m, "", 0);
	uint32_t i = 0, from = 0;
	for (uint32_t at = 0; at < form->n && lw_py_burn(&x->m, 1); at++) {
		if (s[at] != '%')
			continue;
		all = piece(x, all, s + from, at - from);
		const char *close = at + 1 < form->n && s[at + 1] == '(' ? memchr(s + at, ')', form->n - at) : NULL;
		const struct py_set *value;
		if (close != NULL) {
			const struct py_set *key = lw_py_text(&x->m, s + at + 2, (size_t)(close - s) - at - 2);
			value = lw_py_subscript(&x->m, values, key);
			at = (uint32_t)(close - s);
		} else {
			value = &lw_py_any;
		}
		const uint32_t end = at + (uint32_t)conversion(s + at, form->n - at);
		if (close == NULL && s[end] != '%')
			value = value_at(x, values, i++);
		all = s[end] == '%' && close == NULL ? piece(x, all, "%", 1) : lw_py_concat(&x->m, all, value);
		at = end;
		from = at + 1;
	}
	return from < form->n ? piece(x, all, s + from, form->n - from) : all;
}

const struct py_set *lw_py_percent(struct py_run *x, const struct py_set *form, const struct py_set *values) {
	struct py_adding b;
	b.n = 0;
	for (uint32_t i = 0; i < form->n && lw_py_burn(&x->m, 1); i++)
		lw_py_add_all(&b, form->at[i].kind == PY_V_TEXT ? percent_one(x, &form->at[i], values) : &lw_py_any);
	return x->m.stop || b.n == 0 ? &lw_py_any : lw_py_added(&x->m, &b);
}

/* The value of "{}", "{2}", "{name}"; with an attribute or subscript it is not known. */
static const struct py_set *field(const struct py_args *args, const char *s, size_t n, uint32_t *next) {
	size_t k = 0;
	uint32_t index = 0;
	while (k < n && s[k] != ':' && s[k] != '!')
		k++;
	if (k == 0)
		return *next < args->n ? args->at[(*next)++] : &lw_py_any;
	for (uint32_t i = 0; i < args->n_named; i++)
		if (args->named[i].n == k && memcmp(args->named[i].name, s, k) == 0)
			return args->named[i].value;
	for (size_t i = 0; i < k; i++) {
		if (s[i] < '0' || s[i] > '9' || i > 2)
			return &lw_py_any;
		index = index * 10 + (uint32_t)(s[i] - '0');
	}
	return index < args->n ? args->at[index] : &lw_py_any;
}

const struct py_set *lw_py_format(struct py_run *x, const struct py_value *form, const struct py_args *args) {
	const char *s = form->u.text;
	const struct py_set *all = lw_py_text(&x->m, "", 0);
	uint32_t next = 0, from = 0;
	for (uint32_t at = 0; at < form->n && lw_py_burn(&x->m, 1); at++) {
		if (s[at] != '{' && s[at] != '}')
			continue;
		const bool doubled = at + 1 < form->n && s[at + 1] == s[at];
		const char *close = memchr(s + at, '}', form->n - at);
		all = piece(x, all, s + from, at - from + doubled);
		if (doubled)
			at++;
		else if (s[at] == '{' && close != NULL) {
			const size_t n = (size_t)(close - s) - at - 1;
			all = lw_py_concat(&x->m, all, field(args, s + at + 1, n, &next));
			at += (uint32_t)n + 1;
		}
		from = at + 1;
	}
	return from < form->n ? piece(x, all, s + from, form->n - from) : all;
}
