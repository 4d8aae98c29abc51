/* SPDX-License-Identifier: Apache-2.0 */
/* `edit` for people: what changes, and how the file takes it. */
#include <stdio.h>

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

/* The columns of lw_text_plan's steps. */
#define STEP_COLUMNS "  %-10s %9s  "

static void step(struct lw_out *o, const struct lw_step *s) {
	char at[24], n[24];
	snprintf(at, sizeof at, "0x%llx", (unsigned long long)s->off);
	snprintf(n, sizeof n, "%llu", (unsigned long long)s->len);
	lw_out_fmt(o, STEP_COLUMNS, at, n);
	lw_out_name(o, s->what);
	if (s->moved)
		lw_out_fmt(o, ", moved from 0x%llx", (unsigned long long)s->from);
	if (s->why != NULL) {
		lw_out_text(o, ": ");
		lw_out_name(o, s->why);
	}
	lw_out_text(o, "\n");
}

static void steps(struct lw_out *o, const struct lw_plan *p) {
	lw_out_style(o, LW_STYLE_DIM);
	lw_out_fmt(o, STEP_COLUMNS, "offset", "bytes");
	lw_out_text(o, "what is written");
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n");
	for (uint32_t i = 0; i < p->n_steps; i++)
		step(o, &p->steps[i]);
}

/* "in spare room; the size stays 151344 bytes" */
static void way(struct lw_out *o, const struct lw_plan *p) {
	const uint64_t before = p->size_before, after = p->size_after;
	const unsigned long long more = after > before ? after - before : before - after;
	lw_out_fmt(o, "  %s; ", lw_strategy_words(p->strategy));
	if (more == 0)
		lw_out_fmt(o, "the size stays %llu bytes\n", (unsigned long long)after);
	else
		lw_out_fmt(o, "the file %s by %llu to %llu bytes\n", after > before ? "grows" : "shrinks", more,
			   (unsigned long long)after);
}

static void title(struct lw_out *o, const struct lw_report_plan *shown) {
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, shown->plan->path);
	lw_out_style(o, LW_STYLE_PLAIN);
	if (shown->to != NULL) {
		lw_out_text(o, " -> ");
		lw_out_name(o, shown->to);
	}
	lw_out_text(o, shown->dry_run ? ": a dry run, nothing is written\n" : shown->written ? ": written\n" : "\n");
}

bool lw_text_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err) {
	(void)err;
	const struct lw_plan *p = shown->plan;
	struct lw_out *o = &r->out;
	lw_report_separate(r, "", "\n");
	title(o, shown);
	lines(o, NULL, LW_STYLE_PLAIN, p->changes, p->n_changes);
	if (p->strategy == LW_STRATEGY_NOTHING)
		lw_out_text(o, shown->to != NULL ? "  nothing to change: a copy\n" : "  nothing to change\n");
	else
		way(o, p);
	lines(o, "warning", LW_STYLE_WARN, p->warnings, p->n_warnings);
	lines(o, "note", LW_STYLE_DIM, shown->notes, shown->n_notes);
	if (p->strategy != LW_STRATEGY_NOTHING && shown->dry_run)
		steps(o, p);
	return true;
}
