/* SPDX-License-Identifier: Apache-2.0 */
#include "worldfile/words.h"

#include <string.h>

#include "base/fail.h"
#include "worldfile/worldfile.h"

static int hex(char c) {
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One character of a quoted word behind a backslash; gives how many characters it took, 0 if it is none. */
static size_t escaped(const char *at, size_t left, char *out) {
	static const char from[] = "\\\"nt", to[] = "\\\"\n\t";
	const char *hit = left == 0 ? NULL : memchr(from, at[0], sizeof from - 1);
	if (hit != NULL) {
		*out = to[hit - from];
		return 1;
	}
	if (left < 3 || at[0] != 'x' || hex(at[1]) < 0 || hex(at[2]) < 0)
		return 0;
	*out = (char)(hex(at[1]) << 4 | hex(at[2]));
	return 3;
}

static bool quoted(const char *line, size_t n, size_t *i, char *word, size_t *k, struct lw_error *err) {
	for (++*i; *i < n && line[*i] != '"'; ++*i) {
		char c = line[*i];
		if (c == '\\') {
			size_t took = escaped(line + *i + 1, n - *i - 1, &c);
			if (took == 0)
				return lw_fail(err, LW_E_MALFORMED,
					       "a backslash in quotes is followed by none of \\ \" n t xNN");
			*i += took;
		}
		word[(*k)++] = c;
	}
	if (*i >= n)
		return lw_fail(err, LW_E_MALFORMED, "a quote is not closed");
	++*i;
	return true;
}

static bool blank(char c) {
	return c == ' ' || c == '\t' || c == '\r';
}

bool lw_words_split(const char *line, size_t n, struct lw_arena *a, struct lw_words *out, struct lw_error *err) {
	*out = (struct lw_words){.indented = n > 0 && blank(line[0]), .rest = ""};
	out->at = lw_alloc(a, n / 2 + 2, sizeof *out->at, err);
	/* All words together, each with its NUL, are no longer than the line. */
	char *word = lw_alloc(a, n + 1, 1, err);
	if (out->at == NULL || word == NULL)
		return false;
	for (size_t i = 0;;) {
		while (i < n && blank(line[i]))
			i++;
		if (i >= n || line[i] == '#')
			return true;
		if (out->n == 1 && (out->rest = lw_strndup(a, line + i, n - i, err)) == NULL)
			return false;
		size_t k = 0;
		while (i < n && !blank(line[i])) {
			if (line[i] == '"')
				LW_TRY(quoted(line, n, &i, word, &k, err));
			else
				word[k++] = line[i++];
		}
		out->at[out->n++] = word;
		word += k + 1;
		if (out->n >= LW_MOST_WORDS)
			return lw_fail(err, LW_E_LIMIT, "a line has more than %d words", LW_MOST_WORDS);
	}
}

const char *lw_words_value(const struct lw_words *w, const char *key) {
	size_t n = strlen(key);
	for (unsigned i = 1; i < w->n; i++)
		if (strncmp(w->at[i], key, n) == 0 && w->at[i][n] == '=')
			return w->at[i] + n + 1;
	return NULL;
}

const char *lw_worldfile_quote(struct lw_arena *a, const char *word, struct lw_error *err) {
	bool plain = *word != '\0';
	for (const char *c = word; *c != '\0'; c++)
		plain &= (unsigned char)*c > ' ' && *c != '"' && *c != '#' && (unsigned char)*c < 0x7f;
	if (plain)
		return word;
	static const char digits[] = "0123456789abcdef";
	char *out = lw_alloc(a, strlen(word) * 4 + 3, 1, err);
	if (out == NULL)
		return NULL;
	char *to = out;
	*to++ = '"';
	for (const char *c = word; *c != '\0'; c++) {
		unsigned char u = (unsigned char)*c;
		if (u < ' ' || u >= 0x7f) {
			*to++ = '\\';
			*to++ = 'x';
			*to++ = digits[u >> 4];
			*to++ = digits[u & 15];
			continue;
		}
		if (u == '"' || u == '\\')
			*to++ = '\\';
		*to++ = (char)u;
	}
	*to = '"';
	return out;
}
