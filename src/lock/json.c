/* SPDX-License-Identifier: Apache-2.0 */
#include "lock/json.h"

#include "base/fail.h"

static json_t *malformed(const json_error_t *what, struct lw_error *err) {
	if (json_error_code(what) == json_error_out_of_memory || what->text[0] == '\0')
		(void)lw_fail(err, LW_E_NOMEM, "out of memory");
	else
		(void)lw_fail_at(err, LW_E_MALFORMED, what->position < 0 ? 0 : (uint64_t)what->position,
				 "is no JSON: %.100s (line %d)", what->text, what->line);
	return NULL;
}

json_t *lw_json_read(const char *bytes, size_t n, struct lw_error *err) {
	json_error_t what;
	json_t *first = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &what);
	json_t *second = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &what);
	const bool same = first != NULL && second != NULL && json_equal(first, second) != 0;
	json_decref(second);
	if (same)
		return first;
	json_decref(first);
	if (first == NULL && second == NULL)
		return malformed(&what, err);
	(void)lw_fail(err, LW_E_NOMEM, "out of memory");
	return NULL;
}
