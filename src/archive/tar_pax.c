/* SPDX-License-Identifier: Apache-2.0 */
/* Extended headers (POSIX.1-2017, pax), with what GNU tar writes into them of sparse files (its manual, "Storing sparse
 * files"). */
#include <string.h>

#include "archive/tar.h"
#include "base/fail.h"

struct record {
	const char *key, *value;
	size_t n_key, n_value;
};

bool lw_tar_decimal(const char *text, size_t n, uint64_t *out) {
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9' || v > (UINT64_MAX / 2 - 9) / 10)
			return false;
		v = v * 10 + (uint64_t)(text[i] - '0');
	}
	*out = v;
	return n != 0;
}

/* The record at *at, which moves behind it. */
static bool next(struct lw_span s, uint64_t *at, struct record *r) {
	const char *from = (const char *)s.ptr + *at;
	const size_t left = (size_t)(s.len - *at);
	const char *blank = memchr(from, ' ', left < 20 ? left : 20);
	uint64_t n;
	if (blank == NULL || !lw_tar_decimal(from, (size_t)(blank - from), &n) || n > left || n == 0 ||
	    from[n - 1] != '\n')
		return false;
	r->key = blank + 1;
	const char *end = from + n - 1;
	const char *equals = r->key < end ? memchr(r->key, '=', (size_t)(end - r->key)) : NULL;
	if (equals == NULL)
		return false;
	r->n_key = (size_t)(equals - r->key);
	r->value = equals + 1;
	r->n_value = (size_t)(end - r->value);
	*at += n;
	return true;
}

static bool is(const struct record *r, const char *key) {
	return r->n_key == strlen(key) && memcmp(r->key, key, r->n_key) == 0;
}

static bool text(const struct record *r, struct lw_arena *a, char **out, struct lw_error *err) {
	if (memchr(r->value, '\0', r->n_value) != NULL)
		return lw_fail(err, LW_E_MALFORMED, "an extended header of the tar has a NUL in a path");
	/* No value: the header's own counts again. */
	*out = NULL;
	return r->n_value == 0 || (*out = lw_strndup(a, r->value, r->n_value, err)) != NULL;
}

static bool number(const struct record *r, uint64_t *out, struct lw_error *err) {
	return (lw_tar_decimal(r->value, r->n_value, out) && *out <= INT64_MAX / 2) ||
		lw_fail(err, LW_E_MALFORMED, "an extended header of the tar has a number that is none: %.*s",
			(int)(r->n_value < 40 ? r->n_value : 40), r->value);
}

/* "offset,size,offset,size": format 0.1. */
static bool map(const struct record *r, struct lw_tar_facts *f, struct lw_arena *a, struct lw_error *err) {
	size_t at = 0;
	uint64_t v[2];
	f->extents.n = 0;
	for (unsigned i = 0; at < r->n_value; i++) {
		const char *comma = memchr(r->value + at, ',', r->n_value - at);
		const size_t n = comma == NULL ? r->n_value - at : (size_t)(comma - r->value) - at;
		if (!lw_tar_decimal(r->value + at, n, &v[i % 2]))
			return lw_fail(err, LW_E_MALFORMED, "the map of a sparse file is damaged");
		at += n + 1;
		if (i % 2 == 0)
			continue;
		struct lw_tar_extent *e = lw_vec_add(a, &f->extents, err);
		if (e == NULL)
			return false;
		*e = (struct lw_tar_extent){.at = v[0], .n = v[1]};
	}
	return true;
}

/* Format 0.0 has one record for each number. */
static bool part(const struct record *r, bool is_size, struct lw_tar_facts *f, struct lw_arena *a,
		 struct lw_error *err) {
	struct lw_tar_extent *e;
	if (is_size)
		e = f->extents.n == 0 ? NULL : &f->extents.at[f->extents.n - 1];
	else if ((e = lw_vec_add(a, &f->extents, err)) == NULL)
		return false;
	if (e == NULL)
		return lw_fail(err, LW_E_MALFORMED, "the map of a sparse file is damaged");
	return number(r, is_size ? &e->n : &e->at, err);
}

static bool sparse(const struct record *r, struct lw_tar_facts *f, struct lw_arena *a, struct lw_error *err) {
	uint64_t v = 0;
	if (is(r, "GNU.sparse.name"))
		return text(r, a, &f->path, err);
	if (is(r, "GNU.sparse.size") || is(r, "GNU.sparse.realsize")) {
		f->has_real_size = true;
		f->sparse = f->sparse == 0 ? 1 : f->sparse;
		return number(r, &f->real_size, err);
	}
	if (is(r, "GNU.sparse.major")) {
		LW_TRY(number(r, &v, err));
		f->sparse = v == 1 ? 2 : 1;
		return v <= 1 || lw_fail(err, LW_E_UNSUPPORTED, "a sparse file is of a format that is not known");
	}
	if (is(r, "GNU.sparse.map"))
		return map(r, f, a, err);
	if (is(r, "GNU.sparse.offset") || is(r, "GNU.sparse.numbytes"))
		return part(r, is(r, "GNU.sparse.numbytes"), f, a, err);
	return true;
}

static bool take(const struct record *r, struct lw_tar_facts *f, struct lw_arena *a, struct lw_error *err) {
	/* The name that a sparse file really has stands in a record of its own. */
	if (is(r, "path"))
		return f->sparse != 0 && f->path != NULL ? true : text(r, a, &f->path, err);
	if (is(r, "linkpath"))
		return text(r, a, &f->target, err);
	if (is(r, "size")) {
		f->has_size = r->n_value != 0;
		return r->n_value == 0 || number(r, &f->size, err);
	}
	return r->n_key > 11 && memcmp(r->key, "GNU.sparse.", 11) == 0 ? sparse(r, f, a, err) : true;
}

bool lw_tar_pax(struct lw_span records, uint64_t off, struct lw_tar_facts *f, struct lw_arena *a,
		struct lw_error *err) {
	uint64_t at = 0;
	struct record r;
	while (at < records.len && records.ptr[at] != '\0') {
		if (!next(records, &at, &r))
			return lw_fail_at(err, LW_E_MALFORMED, off + at, "an extended header of the tar is damaged");
		LW_TRY(take(&r, f, a, err));
	}
	return true;
}
