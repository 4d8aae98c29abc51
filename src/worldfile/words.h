/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a world file as words. */
#ifndef LW_WORLDFILE_WORDS_H
#define LW_WORLDFILE_WORDS_H

#include "base/arena.h"

#define LW_MOST_WORDS 4096

struct lw_words {
	const char **at;
	unsigned n;
	bool indented;
	const char *rest; /* the line behind its first word, as it stands */
};

/* Splits one line (without its end). Errors: MALFORMED, NOMEM. */
bool lw_words_split(const char *line, size_t n, struct lw_arena *a, struct lw_words *out, struct lw_error *err) LW_USE;

/* The value of the first word KEY=VALUE with this key, behind the line's first word; NULL if there is none. */
const char *lw_words_value(const struct lw_words *w, const char *key);

#endif
