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

static json_t *trouble(struct lw_json *j, const struct lw_check_trouble *t) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "file", t->file);
	lw_json_text(j, o, "code", lw_code_name(t->error->code));
	lw_json_text(j, o, "message", t->error->text);
	return o;
}

bool lw_json_check(struct lw_report *r, const struct lw_check_result *c, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *list = lw_json_list(&j), *bad = lw_json_list(&j);
	lw_json_text(&j, result, "file", c->target->word);
	lw_json_text(&j, result, "kind", lw_target_kind_name(c->target->kind));
	lw_json_number(&j, result, "binaries", c->n_files);
	for (uint32_t i = 0; i < c->n_findings; i++)
		lw_json_add(&j, list, finding(&j, &c->findings[i]));
	for (uint32_t i = 0; i < c->n_troubles; i++)
		lw_json_add(&j, bad, trouble(&j, &c->troubles[i]));
	lw_json_put(&j, result, "findings", list);
	lw_json_put(&j, result, "unread", bad);
	return lw_json_result(r, &j, result, err);
}
