/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `verify` or `diff` as JSON (share/schema/verify-1.json, diff-1.json). */
#include "report/drifts.h"

static void file(struct lw_json *j, json_t *o, const char *key, const struct lw_locked_file *f) {
	lw_json_put(j, o, key, f == NULL ? json_null() : lw_json_locked_file(j, f));
}

static void rule(struct lw_json *j, json_t *o, const char *key, enum lw_rule rule) {
	lw_json_text(j, o, key, rule == LW_RULE_NONE ? NULL : lw_rule_name(rule));
}

static json_t *drift(struct lw_json *j, const struct lw_drift *d) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "kind", lw_drift_name(d->kind));
	lw_json_text(j, o, "subject", d->subject);
	lw_json_text(j, o, "other", d->other);
	lw_json_text(j, o, "name", d->name);
	lw_json_text(j, o, "was", d->was);
	lw_json_text(j, o, "now", d->now);
	rule(j, o, "was_rule", d->was_rule);
	rule(j, o, "now_rule", d->now_rule);
	file(j, o, "was_file", d->was_file);
	file(j, o, "now_file", d->now_file);
	return o;
}

bool lw_json_drifts(struct lw_report *r, const struct lw_drifts *d, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *list = lw_json_list(&j), *notes = lw_json_list(&j);
	lw_json_text(&j, result, "was", d->was);
	lw_json_text(&j, result, "now", d->now);
	lw_json_number(&j, result, "was_binaries", d->n_was);
	lw_json_number(&j, result, "now_binaries", d->n_now);
	lw_json_number(&j, result, "same", d->n_same);
	for (uint32_t i = 0; i < d->n; i++)
		lw_json_add(&j, list, drift(&j, &d->at[i]));
	for (uint32_t i = 0; i < d->n_notes; i++)
		lw_json_add_text(&j, notes, d->notes[i]);
	lw_json_put(&j, result, "differences", list);
	lw_json_put(&j, result, "notes", notes);
	return lw_json_result(r, &j, result, err);
}
