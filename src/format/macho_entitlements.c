/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which entitlements an XML property list grants: keys of its outermost dictionary whose value is <true/>. It is no
 * reader of XML: what it does not understand grants nothing.
 */
#include "format/macho_reader.h"

#include <string.h>

static const char *const keys[] = {
#define X(code, key) key,
	LW_MACHO_ENTITLEMENTS(X)
#undef X
};

struct tag {
	struct lw_span name; /* "key", "/key", "true/" */
	uint64_t from, to;   /* of the whole tag */
};

static uint64_t find(struct lw_span xml, uint64_t at, uint8_t what) {
	while (at < xml.len && xml.ptr[at] != what)
		at++;
	return at;
}

static bool starts(struct lw_span s, const char *text) {
	const size_t n = strlen(text);
	return s.len >= n && memcmp(s.ptr, text, n) == 0;
}

/* A tag's first word, a slash at its end kept: "<true />" is "true/". */
static bool name_tag(struct lw_span inside, struct tag *t) {
	uint64_t n = 0;
	while (n < inside.len && memchr(" \t\r\n", inside.ptr[n], 4) == NULL)
		n++;
	return lw_span_cut(inside, 0, n, &t->name);
}

/* Comments are tags that end in "-->". False: there is none any more. */
static bool next_tag(struct lw_span xml, uint64_t at, struct tag *t) {
	struct lw_span rest;
	t->from = find(xml, at, '<');
	t->to = t->from;
	if (!lw_span_cut(xml, t->from, xml.len - t->from, &rest) || rest.len == 0)
		return false;
	const bool comment = starts(rest, "<!--");
	for (t->to = t->from + 1; t->to < xml.len; t->to++) {
		t->to = find(xml, t->to, '>');
		struct lw_span before;
		if (!comment ||
		    (lw_span_cut(xml, t->to - 2, 2, &before) && starts(before, "--") && t->to - t->from >= 6))
			break;
	}
	if (t->to >= xml.len || !lw_span_cut(xml, t->from + 1, t->to - t->from - 1, &rest))
		return false;
	t->to++;
	return name_tag(rest, t);
}

static bool is(const struct tag *t, const char *name) {
	return t->name.len == strlen(name) && memcmp(t->name.ptr, name, (size_t)t->name.len) == 0;
}

static uint32_t bit_of(struct lw_span key) {
	for (uint32_t i = 0; i < LW_N_MACHO_ENTITLEMENTS; i++)
		if (key.len == strlen(keys[i]) && memcmp(key.ptr, keys[i], (size_t)key.len) == 0)
			return UINT32_C(1) << i;
	return 0;
}

static int step(const struct tag *t) {
	if (is(t, "dict") || is(t, "array"))
		return 1;
	return is(t, "/dict") || is(t, "/array") ? -1 : 0;
}

static bool is_true(const struct tag *t, struct lw_span xml) {
	return is(t, "true/") || (is(t, "true") && t->to >= 2 && xml.ptr[t->to - 2] == '/');
}

uint32_t lw_macho_entitlements(struct lw_span xml) {
	uint32_t granted = 0, pending = 0;
	int depth = 0;
	uint64_t key_from = 0;
	struct tag t;
	for (uint64_t at = 0; depth >= 0 && next_tag(xml, at, &t); at = t.to) {
		struct lw_span key;
		if (is_true(&t, xml))
			granted |= pending;
		pending = 0;
		depth += step(&t);
		if (depth == 1 && is(&t, "key"))
			key_from = t.to;
		else if (depth == 1 && is(&t, "/key") && key_from != 0 &&
			 lw_span_cut(xml, key_from, t.from - key_from, &key))
			pending = bit_of(key);
	}
	return granted;
}
