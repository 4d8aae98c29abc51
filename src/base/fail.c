/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void lw_error_clear(struct lw_error *err) {
	memset(err, 0, sizeof *err);
}

static void fill(struct lw_error *err, enum lw_code code, const char *fmt, va_list ap) {
	err->code = code;
	vsnprintf(err->text, sizeof err->text, fmt, ap);
}

bool lw_fail(struct lw_error *err, enum lw_code code, const char *fmt, ...) {
	if (err->code != LW_E_OK)
		return false;
	va_list ap;
	va_start(ap, fmt);
	fill(err, code, fmt, ap);
	va_end(ap);
	return false;
}

bool lw_fail_at(struct lw_error *err, enum lw_code code, uint64_t off, const char *fmt, ...) {
	if (err->code != LW_E_OK)
		return false;
	va_list ap;
	va_start(ap, fmt);
	fill(err, code, fmt, ap);
	va_end(ap);
	err->has_off = true;
	err->off = off;
	return false;
}

void lw_error_subject(struct lw_error *err, const char *subject) {
	if (err->subject[0] != '\0')
		return;
	size_t n = strlen(subject);
	if (n < sizeof err->subject) {
		memcpy(err->subject, subject, n + 1);
		return;
	}
	const size_t keep = sizeof err->subject - 4;
	memcpy(err->subject, "...", 3);
	memcpy(err->subject + 3, subject + n - keep, keep + 1);
}

const char *lw_code_name(enum lw_code code) {
	static const char *const names[] = {
#define X(name, words) #name,
		LW_CODES(X)
#undef X
	};
	return (unsigned)code < LW_N_CODES ? names[code] : "INTERNAL";
}

const char *lw_code_words(enum lw_code code) {
	static const char *const words_of[] = {
#define X(name, words) words,
		LW_CODES(X)
#undef X
	};
	return (unsigned)code < LW_N_CODES ? words_of[code] : "met a defect in linkwright";
}

bool lw_error_keep(struct lw_arena *a, const struct lw_error *bad, const struct lw_error **out, struct lw_error *err) {
	if (bad->code == LW_E_NOMEM) {
		*err = *bad;
		return false;
	}
	struct lw_error *kept = lw_alloc(a, 1, sizeof *kept, err);
	if (kept == NULL)
		return false;
	*kept = *bad;
	*out = kept;
	return true;
}
