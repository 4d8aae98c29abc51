/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a report; what it looks like is up to the row of the format. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "report/json.h"
#include "report/render.h"

static const struct lw_renderer *const renderers[] = {
	[LW_REPORT_TEXT] = &lw_render_text,       [LW_REPORT_JSON] = &lw_render_json,
	[LW_REPORT_DOT] = &lw_render_dot,         [LW_REPORT_LDD] = &lw_render_ldd,
	[LW_REPORT_LDDTREE] = &lw_render_lddtree, [LW_REPORT_SARIF] = &lw_render_sarif,
	[LW_REPORT_OTOOL] = &lw_render_otool,     [LW_REPORT_GDB] = &lw_render_gdb,
};

/* A result that this format has no words for. */
static bool skip(struct lw_report *r, struct lw_error *err) {
	r->index++;
	return !r->out.failed || lw_fail(err, LW_E_IO, "the output could not be written");
}

void lw_report_separate(struct lw_report *r, const char *before_first, const char *before_later) {
	r->before_first = before_first;
	r->before_later = before_later;
	if (!r->is_part)
		lw_out_text(&r->out, r->n_shown++ == 0 ? before_first : before_later);
}

bool lw_report_new(const struct lw_report_opts *opts, struct lw_report **out, struct lw_error *err) {
	if ((size_t)opts->format >= sizeof renderers / sizeof renderers[0])
		return lw_fail(err, LW_E_USAGE, "there is no report format %d", (int)opts->format);
	struct lw_report *r = calloc(1, sizeof *r);
	if (r == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	/* A caller built against an older header knows fewer members. */
	memcpy(&r->opts, opts, opts->sz != 0 && opts->sz < sizeof r->opts ? opts->sz : sizeof r->opts);
	if (r->opts.schema == NULL)
		r->opts.schema = "tree";
	r->renderer = renderers[r->opts.format];
	json_object_seed(0); /* before there are threads */
	lw_out_init(&r->out, r->opts.write, r->opts.ctx, r->opts.color);
	if (r->renderer->begin != NULL && !r->renderer->begin(r, err)) {
		lw_report_free(r);
		return false;
	}
	*out = r;
	return true;
}

void lw_report_free(struct lw_report *r) {
	if (r == NULL)
		return;
	lw_arena_free(&r->arena);
	free(r->kept.at);
	free(r);
}

bool lw_report_part(const struct lw_report *whole, struct lw_report **out, struct lw_error *err) {
	struct lw_report *r = calloc(1, sizeof *r);
	if (r == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	r->opts = whole->opts;
	r->renderer = whole->renderer;
	r->is_part = true;
	lw_out_init(&r->out, lw_bytes_keep, &r->kept, r->opts.color);
	*out = r;
	return true;
}

void lw_report_start(struct lw_report *part, unsigned index) {
	part->index = index;
	part->before_first = part->before_later = NULL;
	part->kept.n = 0;
	part->out.failed = false;
	part->out.n = 0;
}

struct lw_report_text {
	const char *before_first, *before_later;
	size_t n;
	char bytes[];
};

bool lw_report_take(struct lw_report *part, struct lw_report_text **out, struct lw_error *err) {
	struct lw_report_text *t = part->out.failed ? NULL : malloc(sizeof *t + part->kept.n);
	if (t == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	t->before_first = part->before_first;
	t->before_later = part->before_later;
	t->n = part->kept.n;
	if (t->n != 0)
		memcpy(t->bytes, part->kept.at, t->n);
	*out = t;
	return true;
}

void lw_report_text_free(struct lw_report_text *text) {
	free(text);
}

bool lw_report_add(struct lw_report *r, const struct lw_report_text *text, struct lw_error *err) {
	if (text->before_first != NULL)
		lw_report_separate(r, text->before_first, text->before_later);
	lw_out_bytes(&r->out, text->bytes, text->n);
	r->index++;
	return lw_out_flush(&r->out, err);
}

/* Results appear when they are there, also when more are to come. */
static bool done(struct lw_report *r, bool ok, struct lw_error *err) {
	lw_arena_reset(&r->arena);
	r->index++;
	return ok && lw_out_flush(&r->out, err);
}

bool lw_report_tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without,
		    struct lw_error *err) {
	if (r->renderer->tree == NULL)
		return skip(r, err);
	return done(r, r->renderer->tree(r, g, without, err), err);
}

bool lw_report_why(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why, struct lw_error *err) {
	if (r->renderer->why == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what `why` finds");
	return done(r, r->renderer->why(r, g, why, err), err);
}

bool lw_report_check(struct lw_report *r, const struct lw_check_result *result, struct lw_error *err) {
	if (r->renderer->check == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what `check` finds");
	return done(r, r->renderer->check(r, result, err), err);
}

bool lw_report_floor(struct lw_report *r, const char *file, const struct lw_floor *floor, struct lw_error *err) {
	if (r->renderer->floor == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what `floor` finds");
	return done(r, r->renderer->floor(r, file, floor, err), err);
}

bool lw_report_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err) {
	if (r->renderer->plan == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what `edit` does");
	return done(r, r->renderer->plan(r, shown, err), err);
}

bool lw_report_fuse(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err) {
	if (r->renderer->fuse == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what `fuse` does");
	return done(r, r->renderer->fuse(r, shown, err), err);
}

bool lw_report_fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err) {
	if (r->renderer->fused == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what was fused");
	return done(r, r->renderer->fused(r, shown, err), err);
}

bool lw_report_process(struct lw_report *r, const struct lw_process *p, struct lw_error *err) {
	if (r->renderer->process == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show what `ps` finds");
	return done(r, r->renderer->process(r, p, err), err);
}

bool lw_report_failure(struct lw_report *r, const char *file, const struct lw_error *what, struct lw_error *err) {
	if (r->renderer->failure == NULL)
		return skip(r, err);
	return done(r, r->renderer->failure(r, file, what, err), err);
}

bool lw_report_end(struct lw_report *r, struct lw_error *err) {
	if (r->renderer->end != NULL && !r->renderer->end(r, err))
		return false;
	return lw_out_flush(&r->out, err);
}

bool lw_report_policy(struct lw_report *r, const struct lw_policy *p, struct lw_error *err) {
	if (r->renderer->policy == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show a policy");
	return done(r, r->renderer->policy(r, p, err), err);
}

bool lw_report_distro(struct lw_report *r, const char *word, struct lw_error *err) {
	if (r->renderer->distro == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show a distribution");
	return done(r, r->renderer->distro(r, word, err), err);
}
