/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `check` as JSON (share/schema/check-1.json). */
#include "report/json.h"

static json_t *finding(struct lw_json *j, const struct lw_finding *f) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "rule", f->rule->id);
	lw_json_text(j, o, "name", f->rule->name);
	lw_json_text(j, o, "level", lw_level_name(f->level));
	lw_json_text(j, o, "file", f->file);
	if (f->off != LW_NO_OFFSET)
		lw_json_number(j, o, "offset", f->off);
	else
		lw_json_put(j, o, "offset", json_null());
	lw_json_text(j, o, "message", f->message);
	lw_json_text(j, o, "fix", f->fix);
	return o;
}

bool lw_json_check(struct lw_report *r, const char *file, const struct lw_finding *findings, uint32_t n,
		   struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *list = lw_json_list(&j);
	lw_json_text(&j, result, "file", file);
	for (uint32_t i = 0; i < n; i++)
		lw_json_add(&j, list, finding(&j, &findings[i]));
	lw_json_put(&j, result, "findings", list);
	return lw_json_result(r, &j, result, err);
}
