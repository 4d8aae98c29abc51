/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors: linkwright could not do what was asked. What is wrong with the files it looks at is not an
 * error but a result (graph.h). An error is a plain value on the caller's stack; it owns nothing.
 */
#ifndef LINKWRIGHT_ERROR_H
#define LINKWRIGHT_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LW_API __attribute__((visibility("default")))
#define LW_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define LW_USE __attribute__((warn_unused_result))
#else
#define LW_API
#define LW_PRINTF(f, a)
#define LW_USE
#endif

/* Code and the words that stand for it. Codes keep their numbers; new ones are added at the end. */
#define LW_CODES(X) \
	X(OK, "no error") \
	X(NOMEM, "out of memory") \
	X(IO, "cannot be read") \
	X(TRUNCATED, "ends too early") \
	X(MALFORMED, "is damaged") \
	X(UNKNOWN_FORMAT, "is not a format that linkwright knows") \
	X(LIMIT, "is over a limit") \
	X(UNSUPPORTED, "is not supported") \
	X(USAGE, "was not asked for in the right way") \
	X(NOT_FOUND, "was not found") \
	X(INTERNAL, "met a defect in linkwright")

enum lw_code {
#define X(name, words) LW_E_##name,
	LW_CODES(X)
#undef X
		LW_N_CODES
};

struct lw_error {
	enum lw_code code;
	bool has_off;      /* off is meant */
	uint64_t off;      /* byte offset in the subject at which it was seen */
	char subject[256]; /* the file (or option) that it is about; shortened at its front if need be */
	char text[320];    /* one sentence: what was wrong, and what to do where that is known */
};

/* Makes *err say "no error"; whoever goes on after a failure calls this. */
LW_API void lw_error_clear(struct lw_error *err);

/* The code's name ("TRUNCATED") and its words; never NULL. */
LW_API const char *lw_code_name(enum lw_code code);
LW_API const char *lw_code_words(enum lw_code code);

#endif
