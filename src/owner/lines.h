/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a text in memory. */
#ifndef LW_OWNER_LINES_H
#define LW_OWNER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct lw_lines {
	const char *at, *end;
};

/* The next line without its end; false: there is none. */
static inline bool lw_lines_next(struct lw_lines *l, const char **line, size_t *n) {
	if (l->at == l->end)
		return false;
	const size_t left = (size_t)(l->end - l->at);
	const char *stop = memchr(l->at, '\n', left);
	*line = l->at;
	*n = stop == NULL ? left : (size_t)(stop - l->at);
	l->at = stop == NULL ? l->end : stop + 1;
	return true;
}

/* Does the line begin so? Then *line is what stands behind. */
static inline bool lw_line_after(const char **line, size_t *n, const char *with) {
	const size_t k = strlen(with);
	if (*n < k || memcmp(*line, with, k) != 0)
		return false;
	*line += k;
	*n -= k;
	return true;
}

#endif
