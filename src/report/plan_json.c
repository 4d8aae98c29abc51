/* SPDX-License-Identifier: Apache-2.0 */
/* `edit` as JSON. */
#include "report/json.h"

static json_t *step(struct lw_json *j, const struct lw_step *s) {
	json_t *o = lw_json_object(j);
	lw_json_number(j, o, "offset", s->off);
	lw_json_number(j, o, "size", s->len);
	lw_json_text(j, o, "what", s->what);
	lw_json_text(j, o, "why", s->why);
	if (s->moved)
		lw_json_number(j, o, "moved_from", s->from);
	return o;
}

bool lw_json_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err) {
	const struct lw_plan *p = shown->plan;
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *steps = lw_json_list(&j);
	lw_json_text(&j, result, "file", p->path);
	lw_json_text(&j, result, "output", shown->to);
	lw_json_bool(&j, result, "written", shown->written);
	lw_json_text(&j, result, "strategy", lw_strategy_words(p->strategy));
	lw_json_number(&j, result, "size_before", p->size_before);
	lw_json_number(&j, result, "size_after", p->size_after);
	lw_json_put(&j, result, "changes", lw_json_texts(&j, p->changes, p->n_changes));
	lw_json_put(&j, result, "warnings", lw_json_texts(&j, p->warnings, p->n_warnings));
	lw_json_put(&j, result, "notes", lw_json_texts(&j, shown->notes, shown->n_notes));
	for (uint32_t i = 0; i < p->n_steps; i++)
		lw_json_add(&j, steps, step(&j, &p->steps[i]));
	lw_json_put(&j, result, "steps", steps);
	return lw_json_result(r, &j, result, err);
}
