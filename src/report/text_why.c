/* SPDX-License-Identifier: Apache-2.0 */
/* `why` for people: which file it is, who asks, and for each request the places in their order. */
#include <string.h>

#include "base/shell.h"
#include "linkwright/elf.h"
#include "linkwright/fuse.h"
#include "report/text.h"

struct why {
	struct lw_report *r;
	const struct lw_graph *g;
	const struct lw_why *why;
	struct lw_error *err;
};

static void line(struct lw_out *o, const char *label, const char *name) {
	lw_out_text(o, label);
	lw_out_name(o, name);
	lw_out_text(o, "\n");
}

static void title(const struct why *w) {
	struct lw_out *o = &w->r->out;
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, w->why->library);
	lw_out_text(o, " in ");
	lw_out_name(o, w->g->file);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n");
}

/* Which file it is. */
static bool answer(const struct why *w, const struct lw_object *it) {
	struct lw_out *o = &w->r->out;
	if (it == NULL || !it->found) {
		lw_out_styled(o, LW_STYLE_BAD, w->r->out.color ? "✗ NOT FOUND" : "NOT FOUND");
		lw_out_text(o, "\n");
		return true;
	}
	const char *rule = lw_text_rule(&w->r->arena, w->g, it->rule, it->rule_object, w->err);
	if (rule == NULL)
		return false;
	lw_out_style(o, LW_STYLE_GOOD);
	lw_out_name(o, it->role == LW_ROLE_PROGRAM ? w->g->file : it->path);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n  found by: ");
	lw_out_text(o, rule);
	lw_out_text(o, "\n");
	if (it->soname != NULL)
		line(o, "  soname: ", it->soname);
	const uint32_t number = lw_load_number(w->g, it->id);
	if (number != 0)
		lw_out_fmt(o, "  place in the load order: %u of %u\n", (unsigned)number, (unsigned)w->g->n_order);
	return true;
}

static void alone_line(const struct why *w, const struct lw_edge *e) {
	struct lw_out *o = &w->r->out;
	lw_out_style(o, LW_STYLE_WARN);
	if (e->alone == LW_ALONE_MISSING)
		lw_out_text(o,
			    "    its own search would not find it: it is met only because another loaded it first\n");
	if (e->alone == LW_ALONE_OTHER) {
		lw_out_text(o, "    its own search would give ");
		lw_out_name(o, e->alone_path);
		lw_out_text(o, " (");
		lw_out_text(o, lw_rule_words(e->alone_rule));
		lw_out_text(o, ")\n");
	}
	lw_out_style(o, LW_STYLE_PLAIN);
}

static void request_head(const struct why *w, const struct lw_edge *e) {
	struct lw_out *o = &w->r->out;
	lw_out_text(o, "\n");
	if (e->from == LW_NO_ID)
		lw_out_text(o, lw_text_nobody(e->kind));
	else
		lw_out_name(o, lw_object_label(w->g, e->from));
	lw_out_text(o, " asks for ");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, e->name);
	lw_out_style(o, LW_STYLE_PLAIN);
	if (e->off != 0)
		lw_out_fmt(o, " (%s at 0x%llx)", lw_edge_kind_words(e->kind), (unsigned long long)e->off);
	lw_out_text(o, "\n    ");
	lw_out_styled(o, e->how == LW_HOW_MISSING || e->how == LW_HOW_FATAL ? LW_STYLE_BAD : LW_STYLE_PLAIN,
		      lw_how_words(e->how));
	lw_out_text(o, "\n");
	if (strcmp(e->name, e->raw_name) != 0)
		line(o, "    written as ", e->raw_name);
	alone_line(w, e);
}

static bool is_absent(const struct lw_place *p) {
	return p->path != NULL && p->sys != 0;
}

/* The words for one place; behind: a place before it has won. */
static const char *place_words(const struct why *w, const struct lw_place *p, bool behind, enum lw_style *style) {
	if (p->path == NULL) {
		*style = LW_STYLE_DIM;
		return p->note == NULL ? "nothing" : lw_text_safe(&w->r->arena, p->note, w->err);
	}
	if (p->sys == 0 && p->verdict == LW_VERDICT_SAME) {
		*style = LW_STYLE_DIM;
		return "the same file";
	}
	if (p->sys == 0 && p->verdict == LW_VERDICT_NONE) {
		*style = LW_STYLE_WARN;
		return behind ? "shadowed: another file of this name" : "another file of this name";
	}
	return lw_text_result(&w->r->arena, LW_OP_OPEN, p->sys, p->verdict, p->reason, style, w->err);
}

static bool add_stage(const struct why *w, struct lw_rows *rows, const struct lw_place *p) {
	struct lw_row *row = lw_vec_add(&w->r->arena, rows, w->err);
	if (row == NULL)
		return false;
	row->prefix = "  ";
	row->name = lw_text_rule(&w->r->arena, w->g, p->rule, p->object, w->err);
	if (p->path == NULL)
		row->right = place_words(w, p, false, &row->right_style);
	return row->name != NULL && (p->path != NULL || row->right != NULL);
}

static bool add_place(const struct why *w, struct lw_rows *rows, const struct lw_place *p, bool behind) {
	struct lw_row *row = lw_vec_add(&w->r->arena, rows, w->err);
	if (row == NULL)
		return false;
	row->prefix = "    ";
	row->right = place_words(w, p, behind, &row->right_style);
	row->path = lw_text_safe(&w->r->arena, p->path, w->err);
	row->path_style = row->right_style;
	return row->right != NULL && row->path != NULL;
}

static bool add_omitted(const struct why *w, struct lw_rows *rows, uint32_t n) {
	struct lw_row *row = n == 0 ? NULL : lw_vec_add(&w->r->arena, rows, w->err);
	if (n == 0 || row == NULL)
		return n == 0;
	row->prefix = "    ";
	row->name_style = LW_STYLE_DIM;
	row->name =
		lw_sprintf(&w->r->arena, w->err, "… %u %s where nothing is", (unsigned)n, n == 1 ? "path" : "paths");
	return row->name != NULL;
}

static bool same_stage(const struct lw_place *x, const struct lw_place *y) {
	return x->rule == y->rule && x->object == y->object;
}

/* The places, stage by stage. Long runs of absent ones are counted, unless all is asked for or nothing is found. */
static bool add_places(const struct why *w, struct lw_rows *rows, const struct lw_why_request *rq, bool in_full) {
	bool behind = false;
	uint32_t omitted = 0;
	for (uint32_t i = 0; i < rq->n_places; i++) {
		const struct lw_place *p = &rq->places[i];
		const bool new_stage = i == 0 || !same_stage(p, p - 1);
		if (new_stage && (!add_omitted(w, rows, omitted) || !add_stage(w, rows, p)))
			return false;
		omitted = new_stage ? 0 : omitted;
		if (p->path == NULL)
			continue;
		if (is_absent(p) && !in_full) {
			omitted++;
			continue;
		}
		if (!add_omitted(w, rows, omitted) || !add_place(w, rows, p, behind))
			return false;
		omitted = 0;
		behind |= p->verdict == LW_VERDICT_TAKEN;
	}
	return add_omitted(w, rows, omitted);
}

static bool request(const struct why *w, const struct lw_why_request *rq, const struct lw_object *it) {
	const struct lw_edge *e = &w->g->edges[rq->edge];
	struct lw_rows rows = {0};
	request_head(w, e);
	const bool plain = e->how == LW_HOW_LOADED_NAME || e->how == LW_HOW_LOADED_SONAME;
	const bool odd = e->alone == LW_ALONE_MISSING || e->alone == LW_ALONE_OTHER;
	if (plain && !odd && !w->r->opts.verbose && (it == NULL || it->first_edge != e->id))
		return true;
	if (!add_places(w, &rows, rq, w->r->opts.verbose || e->how == LW_HOW_MISSING || odd))
		return false;
	lw_rows_write(&w->r->out, &rows);
	return true;
}

/* That is why nobody asks for it. */
static void fused(const struct why *w) {
	struct lw_out *o = &w->r->out;
	for (uint32_t i = 0; i < w->why->n_fused; i++) {
		lw_out_text(o, "it is fused into ");
		lw_out_name(o, lw_object_label(w->g, w->why->fused[i].object));
		lw_out_text(o, ", from ");
		lw_out_name(o, w->why->fused[i].from);
		lw_out_text(o, "\n");
	}
}

static bool nobody(const struct why *w) {
	struct lw_out *o = &w->r->out;
	const char *file = lw_shell_word(&w->r->arena, w->g->file, w->err);
	if (file == NULL)
		return false;
	lw_out_text(o, "\nnothing asks for ");
	lw_out_name(o, w->why->library);
	lw_out_text(o,
		    w->g->stopped == NULL ? "; all that is loaded: " : " before the loader gives up; what is loaded: ");
	lw_out_text(o, "linkwright tree ");
	lw_out_name(o, file);
	lw_out_text(o, "\n");
	fused(w);
	return true;
}

static void stopped(const struct why *w) {
	struct lw_out *o = &w->r->out;
	if (w->g->stopped == NULL)
		return;
	lw_out_text(o, "\n");
	lw_out_style(o, LW_STYLE_BAD);
	line(o, "the loader gives up: ", w->g->stopped);
	lw_out_style(o, LW_STYLE_PLAIN);
}

bool lw_text_why(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why, struct lw_error *err) {
	const struct why w = {r, g, why, err};
	const struct lw_object *it = lw_object_at(g, why->object);
	title(&w);
	if (g->is_static) {
		lw_out_text(&r->out, "  statically linked: nothing is asked for\n");
		return true;
	}
	lw_text_head(r, g);
	if (why->n_requests == 0 && it == NULL) {
		const bool ok = nobody(&w);
		stopped(&w);
		return ok;
	}
	lw_out_text(&r->out, "\n");
	if (!answer(&w, it))
		return false;
	for (uint32_t i = 0; i < why->n_requests; i++)
		if (!request(&w, &why->requests[i], it))
			return false;
	stopped(&w);
	return true;
}

const struct lw_renderer lw_render_text = {.tree = lw_text_tree,
					   .why = lw_text_why,
					   .check = lw_text_check,
					   .floor = lw_text_floor,
					   .process = lw_text_process,
					   .plan = lw_text_plan,
					   .fuse = lw_text_fuse,
					   .fused = lw_text_fused,
					   .policy = lw_text_policy,
					   .distro = lw_text_distro};
