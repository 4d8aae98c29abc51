/* SPDX-License-Identifier: Apache-2.0 */
/* Letters of ASCII without regard to case; what the locale says does not count. */
#ifndef LW_BASE_ASCII_H
#define LW_BASE_ASCII_H

#include <stdbool.h>

static inline char lw_ascii_lower(char c) {
	return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static inline bool lw_ascii_same(const char *x, const char *y) {
	for (; *x != '\0' && lw_ascii_lower(*x) == lw_ascii_lower(*y); x++)
		y++;
	return *x == '\0' && *y == '\0';
}

/* Does text begin with these letters? */
static inline bool lw_ascii_begins(const char *text, const char *with) {
	while (*with != '\0' && lw_ascii_lower(*text) == lw_ascii_lower(*with)) {
		text++;
		with++;
	}
	return *with == '\0';
}

#endif
