/* SPDX-License-Identifier: Apache-2.0 */
/* `edit` for people: what changes, and how the file takes it. */
#include "report/text.h"

static void lines(struct lw_out *o, const char *head, enum lw_style style, const char *const *at, uint32_t n) {
	for (uint32_t i = 0; i < n; i++) {
		lw_out_text(o, "  ");
		if (head != NULL) {
			lw_out_styled(o, style, head);
			lw_out_text(o, ": ");
		}
		lw_out_name(o, at[i]);
		lw_out_text(o, "\n");
	}
}

static void step(struct lw_out *o, const struct lw_step *s) {
	lw_out_fmt(o, "  %#10llx  %8llu bytes  ", (unsigned long long)s->off, (unsigned long long)s->len);
	lw_out_name(o, s->what);
	if (s->moved)
		lw_out_fmt(o, ", from %#llx", (unsigned long long)s->from);
	if (s->why != NULL) {
		lw_out_text(o, ": ");
		lw_out_name(o, s->why);
	}
	lw_out_text(o, "\n");
}

static void sizes(struct lw_out *o, const struct lw_plan *p) {
	const uint64_t a = p->size_before, b = p->size_after;
	lw_out_fmt(o, "%llu bytes", (unsigned long long)b);
	if (b > a)
		lw_out_fmt(o, ", %llu more", (unsigned long long)(b - a));
	if (b < a)
		lw_out_fmt(o, ", %llu fewer", (unsigned long long)(a - b));
	lw_out_text(o, "\n");
}

bool lw_text_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err) {
	(void)err;
	const struct lw_plan *p = shown->plan;
	struct lw_out *o = &r->out;
	lw_report_separate(r, "", "\n");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, p->path);
	lw_out_style(o, LW_STYLE_PLAIN);
	if (shown->to != NULL) {
		lw_out_text(o, " -> ");
		lw_out_name(o, shown->to);
	}
	lw_out_text(o, shown->dry_run ? " (nothing is written)\n" : "\n");
	lines(o, NULL, LW_STYLE_PLAIN, p->changes, p->n_changes);
	if (p->n_changes == 0 && p->strategy == LW_STRATEGY_NOTHING)
		lw_out_text(o, "  nothing to change\n");
	lines(o, "warning", LW_STYLE_WARN, p->warnings, p->n_warnings);
	lines(o, "note", LW_STYLE_DIM, shown->notes, shown->n_notes);
	if (p->strategy == LW_STRATEGY_NOTHING)
		return true;
	lw_out_text(o, "  ");
	lw_out_text(o, lw_strategy_words(p->strategy));
	lw_out_text(o, ": ");
	sizes(o, p);
	for (uint32_t i = 0; i < p->n_steps && shown->with_steps; i++)
		step(o, &p->steps[i]);
	return true;
}
