/* SPDX-License-Identifier: Apache-2.0 */
/* `check` for people: what is wrong with each file, where, and the command that shows or mends it. */
#include "report/text.h"

static const enum lw_style styles[] = {
	[LW_LEVEL_NOTE] = LW_STYLE_DIM, [LW_LEVEL_WARNING] = LW_STYLE_WARN, [LW_LEVEL_ERROR] = LW_STYLE_BAD};

static void finding(struct lw_out *o, const char *file, const struct lw_finding *f) {
	lw_out_text(o, "  ");
	lw_out_styled(o, styles[f->level], lw_level_name(f->level));
	lw_out_fmt(o, " %s %s: ", f->rule->id, f->rule->name);
	lw_out_name(o, f->message);
	lw_out_text(o, "\n");
	if (f->file != file || f->off != LW_NO_OFFSET) {
		lw_out_text(o, "    in ");
		lw_out_name(o, f->file);
		if (f->off != LW_NO_OFFSET)
			lw_out_fmt(o, ", at 0x%llx", (unsigned long long)f->off);
		lw_out_text(o, "\n");
	}
	if (f->fix != NULL) {
		lw_out_text(o, "    ");
		lw_out_name(o, f->fix);
		lw_out_text(o, "\n");
	}
}

bool lw_text_check(struct lw_report *r, const char *file, const struct lw_finding *findings, uint32_t n,
		   struct lw_error *err) {
	struct lw_out *o = &r->out;
	(void)err;
	if (n == 0 && r->opts.quiet)
		return true;
	lw_report_separate(r, "", "");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, file);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, n == 0 ? ": nothing found\n" : "\n");
	for (uint32_t i = 0; i < n; i++)
		finding(o, file, &findings[i]);
	return true;
}
