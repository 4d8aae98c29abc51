/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes/json.h"

#include "base/fail.h"

static json_t *malformed(const json_error_t *why, const char *what, struct lw_error *err) {
	if (json_error_code(why) == json_error_out_of_memory || why->text[0] == '\0')
		(void)lw_fail(err, LW_E_NOMEM, "out of memory");
	else
		(void)lw_fail_at(err, LW_E_MALFORMED, why->position < 0 ? 0 : (uint64_t)why->position,
				 "%.100s%sis no JSON: %.100s (line %d)", what, *what == '\0' ? "" : " ", why->text,
				 why->line);
	return NULL;
}

json_t *lw_json_read(struct lw_span text, size_t flags, const char *what, struct lw_error *err) {
	json_error_t why;
	json_t *first = json_loadb((const char *)text.ptr, (size_t)text.len, flags, &why);
	json_t *second = json_loadb((const char *)text.ptr, (size_t)text.len, flags, &why);
	const bool same = first != NULL && second != NULL && json_equal(first, second) != 0;
	json_decref(second);
	if (same)
		return first;
	json_decref(first);
	if (first == NULL && second == NULL)
		return malformed(&why, what, err);
	(void)lw_fail(err, LW_E_NOMEM, "out of memory");
	return NULL;
}
