/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing texts. */
#ifndef LW_BASE_TEXT_H
#define LW_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool lw_ends_with(const char *text, const char *end) {
	const size_t n = strlen(text), k = strlen(end);
	return n >= k && strcmp(text + n - k, end) == 0;
}

/* The same text, or neither is there (NULL). */
static inline bool lw_same_text(const char *x, const char *y) {
	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

/* Both are there, and the same. */
static inline bool lw_both_text(const char *x, const char *y) {
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

#endif
