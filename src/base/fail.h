/* SPDX-License-Identifier: Apache-2.0 */
/* How an error is filled in. The innermost function that knows the offset writes the sentence. */
#ifndef LW_BASE_FAIL_H
#define LW_BASE_FAIL_H

#include "linkwright/error.h"

/* For functions that own nothing. */
#define LW_TRY(call) \
	do { \
		if (!(call)) \
			return false; \
	} while (0)

/* Fills *err and gives false. An error that is there already is kept: whoever goes on after one clears it first. */
bool lw_fail(struct lw_error *err, enum lw_code code, const char *fmt, ...) LW_PRINTF(3, 4);
bool lw_fail_at(struct lw_error *err, enum lw_code code, uint64_t off, const char *fmt, ...) LW_PRINTF(4, 5);

/* Names what the error is about, unless a deeper caller has; a long name loses its front. */
void lw_error_subject(struct lw_error *err, const char *subject);

struct lw_arena;

/* An error as a result: *out is a copy of bad in the arena, for a caller who goes on. False where memory has run out,
 * be it bad that says so or the copy that fails. */
bool lw_error_keep(struct lw_arena *a, const struct lw_error *bad, const struct lw_error **out,
		   struct lw_error *err) LW_USE;

#endif
