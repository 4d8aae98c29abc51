/* SPDX-License-Identifier: Apache-2.0 */
#include "package/dist_info.h"

#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/vec.h"

#define MOST_VALUES 4096
#define MOST_ROWS 1000000

/* One line without its end; moves behind it. False: there is none. */
static bool next_line(struct lw_span text, uint64_t *at, struct lw_span *line) {
	uint64_t end = *at;
	if (*at >= text.len)
		return false;
	while (end < text.len && text.ptr[end] != '\n')
		end++;
	const uint64_t n = end - *at;
	*line = (struct lw_span){text.ptr + *at, n > 0 && text.ptr[end - 1] == '\r' ? n - 1 : n};
	*at = end + 1;
	return true;
}

/* The value on a line of that key; NULL where it is of another. */
static const char *value_of(struct lw_span line, const char *key, size_t *n) {
	const size_t k = strlen(key);
	if (line.len <= k || line.ptr[k] != ':')
		return NULL;
	for (size_t i = 0; i < k; i++)
		if (lw_ascii_lower((char)line.ptr[i]) != lw_ascii_lower(key[i]))
			return NULL;
	const char *from = (const char *)line.ptr + k + 1, *end = (const char *)line.ptr + line.len;
	while (from < end && (*from == ' ' || *from == '\t'))
		from++;
	while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*n = (size_t)(end - from);
	return from;
}

bool lw_dist_values(struct lw_span text, const char *key, struct lw_arena *a, const char *const **values, uint32_t *n,
		    struct lw_error *err) {
	LW_VEC(const char *) list = {0};
	struct lw_span line;
	size_t length = 0;
	for (uint64_t at = 0; next_line(text, &at, &line) && line.len > 0;) {
		const char *value = value_of(line, key, &length);
		if (value == NULL)
			continue;
		if (list.n >= MOST_VALUES)
			return lw_fail(err, LW_E_LIMIT, "has more than %d lines of %s", MOST_VALUES, key);
		const char *kept = lw_strndup(a, value, length, err), **to = lw_vec_add(a, &list, err);
		LW_TRY(kept != NULL && to != NULL);
		*to = kept;
	}
	*values = list.at;
	*n = list.n;
	return true;
}

bool lw_dist_value(struct lw_span text, const char *key, struct lw_arena *a, const char **value, struct lw_error *err) {
	const char *const *all;
	uint32_t n;
	LW_TRY(lw_dist_values(text, key, a, &all, &n, err));
	*value = n == 0 ? NULL : all[0];
	return true;
}

/* What is written never outgrows what was read: each field ends with a separator, and with a NUL in its place. */
struct csv {
	struct lw_span text;
	struct lw_error *err;
	uint64_t at;
	char *out;
	uint32_t line;
};

/* What stands in quotes; two quotes are one (RFC 4180). Line ends in it belong to it. */
static bool quoted(struct csv *c) {
	for (c->at++; c->at < c->text.len; c->at++) {
		const uint8_t b = c->text.ptr[c->at];
		const bool twice = b == '"' && c->at + 1 < c->text.len && c->text.ptr[c->at + 1] == '"';
		if (b == '"' && !twice) {
			c->at++;
			return true;
		}
		c->at += twice;
		c->line += b == '\n';
		*c->out++ = (char)b;
	}
	return lw_fail(c->err, LW_E_MALFORMED, "RECORD has a quote that does not end");
}

static bool ends_field(const struct csv *c) {
	return c->at >= c->text.len || c->text.ptr[c->at] == ',' || c->text.ptr[c->at] == '\n';
}

/* Stands on the comma or the end of the line then. */
static bool field(struct csv *c, char **value) {
	char *const from = c->out;
	if (!ends_field(c) && c->text.ptr[c->at] == '"')
		LW_TRY(quoted(c));
	while (!ends_field(c))
		*c->out++ = (char)c->text.ptr[c->at++];
	if (c->out > from && c->out[-1] == '\r')
		c->out--;
	*c->out++ = '\0';
	*value = from;
	return true;
}

static bool read_size(const char *text, struct lw_dist_row *row, struct lw_error *err) {
	uint64_t v = 0;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p < '0' || *p > '9' || v > UINT64_MAX / 20)
			return lw_fail(err, LW_E_MALFORMED,
				       "line %u of RECORD has the size \"%.40s\", which is no number", row->line, text);
		v = v * 10 + (uint64_t)(*p - '0');
	}
	row->size = v;
	row->has_size = *text != '\0';
	return true;
}

static void read_hash(char *text, struct lw_dist_row *row) {
	char *equals = strchr(text, '=');
	if (equals == NULL)
		return;
	*equals = '\0';
	row->algorithm = text;
	row->digest = equals + 1;
}

static bool read_row(struct csv *c, struct lw_dist_row *row) {
	char *fields[3] = {NULL, NULL, NULL}, *rest;
	row->line = c->line;
	for (unsigned i = 0;; i++) {
		LW_TRY(field(c, i < 3 ? &fields[i] : &rest));
		if (c->at >= c->text.len || c->text.ptr[c->at] == '\n')
			break;
		c->at++;
	}
	c->at++;
	c->line++;
	row->path = fields[0];
	if (fields[1] != NULL)
		read_hash(fields[1], row);
	return fields[2] == NULL || read_size(fields[2], row, c->err);
}

bool lw_dist_record(struct lw_span text, struct lw_arena *a, const struct lw_dist_row **rows, uint32_t *n,
		    struct lw_error *err) {
	LW_VEC(struct lw_dist_row) list = {0};
	struct csv c = {.text = text, .err = err, .line = 1};
	c.out = lw_alloc(a, (size_t)text.len + 1, 1, err);
	LW_TRY(c.out != NULL);
	while (c.at < text.len) {
		struct lw_dist_row row = {0};
		LW_TRY(read_row(&c, &row));
		if (*row.path == '\0')
			continue;
		if (list.n >= MOST_ROWS)
			return lw_fail(err, LW_E_LIMIT, "RECORD has more than %d rows", MOST_ROWS);
		struct lw_dist_row *kept = lw_vec_add(a, &list, err);
		LW_TRY(kept != NULL);
		*kept = row;
	}
	*rows = list.at;
	*n = list.n;
	return true;
}

char *lw_dist_normalize(struct lw_arena *a, const char *name, struct lw_error *err) {
	char *out = lw_strdup(a, name, err);
	size_t n = 0;
	for (const char *p = name; out != NULL && *p != '\0'; p++) {
		const bool separator = *p == '-' || *p == '_' || *p == '.';
		if (!separator)
			out[n++] = lw_ascii_lower(*p);
		else if (n == 0 || out[n - 1] != '-')
			out[n++] = '-';
	}
	if (out != NULL)
		out[n] = '\0';
	return out;
}
