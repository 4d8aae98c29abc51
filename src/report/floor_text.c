/* SPDX-License-Identifier: Apache-2.0 */
/* `floor` for people: each version that is needed with a symbol to blame, and which systems have it. */
#include <string.h>

#include "report/text.h"

/* Was the one file named that there is? */
static bool is_alone(const struct lw_floor *f, const char *file) {
	return f->n_files == 1 && strcmp(f->files[0], file) == 0;
}

/* Which files are to blame, where the one that was named is not alone. */
static void files(struct lw_out *o, bool alone, const struct lw_floor_need *n) {
	if (alone)
		return;
	lw_out_text(o, "    by ");
	lw_out_name(o, n->files[0]);
	if (n->n_files > 1) {
		lw_out_text(o, " and ");
		lw_text_count(o, n->n_files - 1, "more file", "more files");
	}
	lw_out_text(o, "\n");
}

static void need(struct lw_out *o, bool alone, const struct lw_floor_need *n) {
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
	files(o, alone, n);
}

static void system_of(struct lw_out *o, bool alone, const struct lw_floor_system *s) {
	lw_out_text(o, "  needs ");
	lw_out_text(o, s->words != NULL ? s->words : s->name);
	if (s->words == NULL)
		lw_out_fmt(o, " %s", s->version);
	if (s->symbol != NULL) {
		lw_out_text(o, ", for ");
		lw_out_name(o, s->symbol);
	}
	lw_out_text(o, "\n");
	if (!alone) {
		lw_out_text(o, "    by ");
		lw_out_name(o, s->file);
		lw_out_text(o, "\n");
	}
}

static void glibc(struct lw_out *o, bool alone, const struct lw_floor *f) {
	if (f->relr != NULL) {
		lw_out_text(o,
			    f->refused ? "  DT_RELR without GLIBC_ABI_DT_RELR, which glibc ignores before 2.36 and "
					 "refuses from then on: it runs with none"
				       : "  DT_RELR, which glibc reads from 2.36 on");
		lw_out_text(o, alone ? "" : ", in ");
		lw_out_name(o, alone ? "" : f->relr);
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
	for (uint32_t i = 0; f->n_runs_on != 0 && i < f->n_others; i++) {
		lw_out_text(o, i == 0 ? "    if it has " : ", ");
		lw_out_name(o, f->others[i]);
	}
	lw_out_text(o, f->n_runs_on != 0 && f->n_others != 0 ? "\n" : "");
	if (f->newest != NULL)
		lw_out_fmt(o, "  not on %s (glibc 2.%u)\n", f->newest->name, (unsigned)f->newest->glibc_minor);
}

bool lw_text_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err) {
	struct lw_out *o = &r->out;
	const bool alone = is_alone(f, file);
	(void)err;
	lw_report_separate(r, "", "");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, file);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o,
		    f->n_files == 0                          ? ": holds no binaries\n"
			    : f->n_needs + f->n_systems == 0 ? ": asks for no versions\n"
							     : "\n");
	for (uint32_t i = 0; i < f->n_needs; i++)
		need(o, alone, &f->needs[i]);
	if (f->is_private)
		lw_out_styled(o, LW_STYLE_WARN, "  asks for GLIBC_PRIVATE, which only the same build of glibc has\n");
	for (uint32_t i = 0; i < f->n_systems; i++)
		system_of(o, alone, &f->systems[i]);
	glibc(o, alone, f);
	distros(o, f);
	return true;
}
