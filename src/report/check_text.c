/* SPDX-License-Identifier: Apache-2.0 */
/* `check` for people: what is wrong with each file, where, and the command that shows or mends it. */
#include <string.h>

#include "report/text.h"

static const enum lw_style styles[] = {
	[LW_LEVEL_NOTE] = LW_STYLE_DIM, [LW_LEVEL_WARNING] = LW_STYLE_WARN, [LW_LEVEL_ERROR] = LW_STYLE_BAD};

static void finding(struct lw_out *o, const char *file, const struct lw_finding *f) {
	lw_out_text(o, "  ");
	lw_out_styled(o, styles[f->level], lw_level_name(f->level));
	lw_out_fmt(o, " %s %s: ", f->rule->id, f->rule->name);
	lw_out_name(o, f->message);
	lw_out_text(o, "\n");
	if (strcmp(f->file, file) != 0 || f->off != LW_NO_OFFSET) {
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

/* What the target is, where it is not one file. */
static void title(struct lw_out *o, const struct lw_check_result *result) {
	const struct lw_target *t = result->target;
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, t->word);
	lw_out_style(o, LW_STYLE_PLAIN);
	if (t->kind != LW_TARGET_FILE)
		lw_out_fmt(o, " (%s, %u %s)", lw_target_kind_words(t->kind), (unsigned)result->n_files,
			   result->n_files == 1 ? "binary" : "binaries");
	lw_out_text(o, result->n_findings == 0 ? ": nothing found\n" : "\n");
}

bool lw_text_check(struct lw_report *r, const struct lw_check_result *result, struct lw_error *err) {
	(void)err;
	if (result->n_findings == 0 && r->opts.quiet)
		return true;
	lw_report_separate(r, "", "");
	title(&r->out, result);
	for (uint32_t i = 0; i < result->n_findings; i++)
		finding(&r->out, result->target->word, &result->findings[i]);
	return true;
}
