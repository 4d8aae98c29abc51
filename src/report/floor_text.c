/* SPDX-License-Identifier: Apache-2.0 */
/* `floor` for people: each version that is needed with a symbol to blame, and which systems have it. */
#include <string.h>

#include "report/text.h"

/* Which files are to blame, where the one that was named is not alone. */
static void files(struct lw_out *o, const struct lw_floor *f, const struct lw_floor_need *n) {
	if (f->n_files < 2)
		return;
	lw_out_text(o, "    by ");
	lw_out_name(o, n->files[0]);
	if (n->n_files > 1) {
		lw_out_text(o, " and ");
		lw_text_count(o, n->n_files - 1, "more file", "more files");
	}
	lw_out_text(o, "\n");
}

static void need(struct lw_out *o, const struct lw_floor *f, const struct lw_floor_need *n) {
	lw_out_text(o, "  ");
	lw_out_name(o, n->version);
	lw_out_text(o, " of ");
	lw_out_name(o, n->provider);
	if (n->gcc != NULL)
		lw_out_fmt(o, " (GCC %s)", n->gcc);
	if (n->symbol != NULL) {
		lw_out_text(o, ", for ");
		lw_out_name(o, n->symbol);
	}
	if (n->n_symbols > 1) {
		lw_out_text(o, " and ");
		lw_text_count(o, n->n_symbols - 1, "more symbol", "more symbols");
	}
	lw_out_text(o, "\n");
	files(o, f, n);
}

static void system_of(struct lw_out *o, const struct lw_floor *f, const struct lw_floor_system *s) {
	lw_out_text(o, "  needs ");
	lw_out_text(o, s->words != NULL ? s->words : s->name);
	if (s->words == NULL)
		lw_out_fmt(o, " %s", s->version);
	if (s->symbol != NULL) {
		lw_out_text(o, ", for ");
		lw_out_name(o, s->symbol);
	}
	lw_out_text(o, "\n");
	if (f->n_files > 1) {
		lw_out_text(o, "    by ");
		lw_out_name(o, s->file);
		lw_out_text(o, "\n");
	}
}

static void glibc(struct lw_out *o, const struct lw_floor *f) {
	if (f->relr != NULL) {
		lw_out_text(o, "  DT_RELR, which glibc reads from 2.36 on");
		lw_out_text(o, f->n_files > 1 ? ", in " : "");
		lw_out_name(o, f->n_files > 1 ? f->relr : "");
		lw_out_text(o, "\n");
	}
	if (f->glibc_minor != 0)
		lw_out_fmt(o, "  needs glibc 2.%u\n", (unsigned)f->glibc_minor);
}

static void distros(struct lw_out *o, const struct lw_floor *f) {
	for (uint32_t i = 0; i < f->n_runs_on; i++)
		lw_out_fmt(o, "%s%s", i == 0 ? "  runs on " : ", ", f->runs_on[i]->name);
	if (f->n_runs_on != 0)
		lw_out_text(o, " and later\n");
	if (f->newest != NULL)
		lw_out_fmt(o, "  not on %s (glibc 2.%u)\n", f->newest->name, (unsigned)f->newest->glibc_minor);
}

bool lw_text_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err) {
	struct lw_out *o = &r->out;
	(void)err;
	lw_report_separate(r, "", "");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, file);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, f->n_needs + f->n_systems == 0 ? ": asks for no versions\n" : "\n");
	for (uint32_t i = 0; i < f->n_needs; i++)
		need(o, f, &f->needs[i]);
	if (f->is_private)
		lw_out_styled(o, LW_STYLE_WARN, "  asks for GLIBC_PRIVATE, which only the same build of glibc has\n");
	for (uint32_t i = 0; i < f->n_systems; i++)
		system_of(o, f, &f->systems[i]);
	glibc(o, f);
	distros(o, f);
	return true;
}
