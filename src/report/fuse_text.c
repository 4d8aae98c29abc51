/* SPDX-License-Identifier: Apache-2.0 */
/* `fuse` for people: what went in, what stays outside, and what the loader still has to do. */
#include <stdio.h>

#include "base/path.h"
#include "report/text.h"

static void title(struct lw_out *o, const struct lw_report_fuse *shown) {
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, shown->plan->path);
	lw_out_style(o, LW_STYLE_PLAIN);
	if (shown->to != NULL) {
		lw_out_text(o, " -> ");
		lw_out_name(o, shown->to);
	}
	lw_out_text(o, shown->dry_run ? ": a dry run, nothing is written\n" : ": written\n");
}

/* "  libz.so.1 (/lib/x86_64-linux-gnu/libz.so.1): 12 references bound, 9 left to the loader" */
static void member(struct lw_out *o, const struct lw_fuse_member *m) {
	lw_out_text(o, "  ");
	lw_out_name(o, m->name == NULL ? "the file itself" : m->name);
	if (m->name != NULL) {
		lw_out_text(o, " (");
		lw_out_name(o, m->path);
		lw_out_text(o, ")");
	}
	lw_out_fmt(o, ": %llu references bound, %llu left to the loader\n", (unsigned long long)m->n_bound,
		   (unsigned long long)(m->n_outside + m->n_nowhere));
	lw_text_owner(o, &m->owner);
}

/* "    deflate@ZLIB_1.2 -> libz.so.1" */
static void binding(struct lw_out *o, const struct lw_fuse_plan *p, const struct lw_fuse_binding *b) {
	lw_out_text(o, "    ");
	if (b->from == LW_NO_ID) {
		lw_out_name(o, lw_path_base(b->from_path));
		lw_out_text(o, ": ");
	}
	lw_out_name(o, b->name);
	if (b->version != NULL) {
		lw_out_text(o, "@");
		lw_out_name(o, b->version);
	}
	lw_out_text(o, " -> ");
	if (b->to_path == NULL)
		lw_out_text(o, b->weak ? "nowhere, and may be missing" : "nowhere");
	else if (b->to == LW_NO_ID) {
		lw_out_name(o, lw_path_base(b->to_path));
		lw_out_text(o, ", outside");
	} else
		lw_out_name(o, b->to == 0 ? "the file itself" : p->members[b->to].name);
	lw_out_text(o, "\n");
}

static void members(struct lw_out *o, const struct lw_fuse_plan *p) {
	uint32_t at = 0;
	for (uint32_t i = 0; i < p->n_members; i++) {
		member(o, &p->members[i]);
		for (; at < p->n_bindings && p->bindings[at].from == i; at++)
			binding(o, p, &p->bindings[at]);
	}
	if (at < p->n_bindings)
		lw_out_text(o, "  what stays outside is bound to what goes in:\n");
	for (; at < p->n_bindings; at++)
		binding(o, p, &p->bindings[at]);
}

static void outside(struct lw_out *o, const struct lw_fuse_plan *p) {
	lw_out_text(o, "  stays outside:");
	for (uint32_t i = 0; i < p->n_outside; i++) {
		lw_out_text(o, i == 0 ? " " : ", ");
		lw_out_name(o, p->outside[i]);
	}
	lw_out_text(o, p->n_outside == 0 ? " nothing\n" : "\n");
}

static void sentences(struct lw_out *o, const char *head, const char *const *at, uint32_t n) {
	for (uint32_t i = 0; i < n; i++) {
		lw_out_text(o, "  ");
		lw_out_styled(o, LW_STYLE_WARN, head);
		lw_out_text(o, ": ");
		lw_out_name(o, at[i]);
		lw_out_text(o, "\n");
	}
}

bool lw_text_fuse(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err) {
	(void)err;
	const struct lw_fuse_plan *p = shown->plan;
	struct lw_out *o = &r->out;
	lw_report_separate(r, "", "\n");
	title(o, shown);
	members(o, p);
	outside(o, p);
	lw_out_fmt(o, "  %llu bytes, of which the file itself had %llu; %lu program headers\n",
		   (unsigned long long)p->size_after, (unsigned long long)p->size_before, (unsigned long)p->n_headers);
	lw_out_fmt(o, "  the loader still relocates %llu addresses and looks up %llu symbols\n",
		   (unsigned long long)p->n_relative, (unsigned long long)p->n_symbolic);
	sentences(o, "warning", p->warnings, p->n_warnings);
	sentences(o, "note", p->notes, p->n_notes);
	sentences(o, "note", shown->notes, shown->n_notes);
	return true;
}
