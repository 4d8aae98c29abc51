/* SPDX-License-Identifier: Apache-2.0 */
/* `floor` for people: each version that is needed with a symbol to blame, and which systems have it. */
#include "report/text.h"

static void need(struct lw_out *o, const struct lw_floor_need *n) {
	lw_out_text(o, "  ");
	lw_out_name(o, n->version);
	lw_out_text(o, " of ");
	lw_out_name(o, n->provider);
	if (n->symbol != NULL) {
		lw_out_text(o, ", for ");
		lw_out_name(o, n->symbol);
	}
	if (n->n_symbols > 1) {
		lw_out_text(o, " and ");
		lw_text_count(o, n->n_symbols - 1, "more symbol", "more symbols");
	}
	lw_out_text(o, "\n");
}

static void glibc(struct lw_out *o, const struct lw_floor *f) {
	if (f->glibc_minor == 0)
		return;
	lw_out_fmt(o, "  runs with glibc 2.%u and newer", (unsigned)f->glibc_minor);
	if (f->oldest != NULL)
		lw_out_fmt(o, ", %s (2.%u) for one", f->oldest->name, (unsigned)f->oldest->glibc_minor);
	if (f->newest != NULL)
		lw_out_fmt(o, "; not on %s (2.%u)", f->newest->name, (unsigned)f->newest->glibc_minor);
	lw_out_text(o, "\n");
}

bool lw_text_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err) {
	struct lw_out *o = &r->out;
	(void)err;
	lw_report_separate(r, "", "");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, file);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, f->n_needs == 0 ? ": asks for no versions\n" : "\n");
	for (uint32_t i = 0; i < f->n_needs; i++)
		need(o, &f->needs[i]);
	if (f->is_private)
		lw_out_styled(o, LW_STYLE_WARN, "  asks for GLIBC_PRIVATE, which only the same build of glibc has\n");
	glibc(o, f);
	return true;
}
