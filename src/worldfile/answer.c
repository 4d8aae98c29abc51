/* SPDX-License-Identifier: Apache-2.0 */
/* A graph in the words of a world file's `expect`. */
#include <string.h>

#include "base/fail.h"
#include "linkwright/report.h"
#include "worldfile/worldfile.h"

struct telling {
	struct lw_session *s;
	const struct lw_graph *g;
	struct lw_arena *a;
	lw_line_fn *fn;
	void *ctx;
};

static const char *quote(struct telling *t, const char *word, struct lw_error *err) {
	return lw_worldfile_quote(t->a, word, err);
}

static bool say(struct telling *t, const char *line, struct lw_error *err) {
	return line != NULL && t->fn(t->ctx, line, err);
}

/* A sentence is one word too. */
static bool say_word(struct telling *t, const char *first, const char *sentence, struct lw_error *err) {
	const char *quoted = quote(t, sentence, err);
	return quoted != NULL && say(t, lw_sprintf(t->a, err, "%s %s", first, quoted), err);
}

/* ld.so calls a program without DT_NEEDED "statically linked", whatever is preloaded (elf/rtld.c). */
static bool needs_anything(const struct lw_image *img) {
	if (img->format != LW_FORMAT_ELF)
		return true;
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].kind == LW_NEED_LIBRARY)
			return true;
	return false;
}

static bool tell_loads(struct telling *t, struct lw_error *err) {
	const struct lw_graph *g = t->g;
	if (g->is_static || (!needs_anything(g->image) && g->stopped == NULL))
		return say(t, "statically linked", err);
	for (uint32_t i = 0; i < g->n_order; i++) {
		const struct lw_object *o = &g->objects[g->order[i]];
		/* Where the loader gives up, what counts is what it had brought in. */
		if (g->stopped != NULL && !g->stopped_only_at_start && o->role == LW_ROLE_LOADER)
			continue;
		const char *name = quote(t, o->name, err), *path = o->found ? quote(t, o->path, err) : "";
		if (name == NULL || path == NULL)
			return false;
		LW_TRY(say(t,
			   o->found ? lw_sprintf(t->a, err, "load %s => %s by %s", name, path, lw_rule_name(o->rule))
				    : lw_sprintf(t->a, err, "missing %s", name),
			   err));
	}
	return true;
}

static bool tell_warnings(struct telling *t, struct lw_error *err) {
	const struct lw_graph *g = t->g;
	for (uint32_t i = 0; i < g->n_warnings; i++)
		LW_TRY(say_word(t, "warn", g->warnings[i], err));
	for (uint32_t i = 0; i < g->n_gaps; i++) {
		const struct lw_version_gap *gap = &g->gaps[i];
		const char *who = g->objects[gap->object].path, *of = g->objects[gap->provider].path;
		const char *text = gap->unversioned
			? lw_sprintf(t->a, err, "%s: no version information available (required by %s)", of, who)
			: lw_sprintf(t->a, err, "%s: %sversion `%s' not found (required by %s)", of,
				     gap->weak ? "weak " : "", gap->version, who);
		if (text == NULL || !say_word(t, "warn", text, err))
			return false;
	}
	/* What stops a real start only is not seen in trace mode, which the expectations are about. */
	return g->stopped == NULL || g->stopped_only_at_start || say_word(t, "stop", g->stopped, err);
}

static bool tell_probes(struct telling *t, struct lw_error *err) {
	static const char *const ops[] = {[LW_OP_OPEN] = "open", [LW_OP_STAT] = "stat", [LW_OP_ACCESS] = "access"};
	for (uint32_t i = 0; i < t->g->n_probes; i++) {
		const struct lw_probe *p = &t->g->probes[i];
		struct lw_errno_buf buf;
		const char *path = quote(t, p->path, err);
		if (path == NULL)
			return false;
		if (p->op == LW_OP_ACCESS)
			continue;
		LW_TRY(say(t,
			   lw_sprintf(t->a, err, "%s %s %s", ops[p->op], path,
				      p->sys == 0 ? "OK" : lw_errno_name(p->sys, &buf)),
			   err));
	}
	return true;
}

static bool tell_edges(struct telling *t, const char *library, struct lw_error *err) {
	const struct lw_why *why;
	LW_TRY(lw_graph_why(t->s, t->g, library, &why, err));
	for (uint32_t i = 0; i < why->n_requests; i++) {
		const struct lw_why_request *r = &why->requests[i];
		const struct lw_edge *e = &t->g->edges[r->edge];
		const bool found = e->to != LW_NO_ID && t->g->objects[e->to].found;
		/* What runs before an extension module asks by itself. */
		const char *from = quote(t, e->from == LW_NO_ID ? "none" : t->g->objects[e->from].path, err),
			   *name = quote(t, e->name, err),
			   *to = quote(t, found ? t->g->objects[e->to].path : "missing", err);
		if (from == NULL || name == NULL || to == NULL)
			return false;
		LW_TRY(say(t, lw_sprintf(t->a, err, "edge %s %s -> %s %s", from, name, to, lw_how_name(e->how)), err));
		for (uint32_t k = 0; i == 0 && k < r->n_places; k++)
			if (r->places[k].path != NULL && r->places[k].sys == 0 &&
			    r->places[k].verdict == LW_VERDICT_NONE)
				LW_TRY(say_word(t, "shadow", r->places[k].path, err));
	}
	return true;
}

bool lw_worldfile_answer(struct lw_session *s, const struct lw_graph *g, const char *library, unsigned what,
			 struct lw_arena *a, lw_line_fn *fn, void *ctx, struct lw_error *err) {
	struct telling t = {s, g, a, fn, ctx};
	if ((what & LW_EXPECT_LOADS) != 0)
		LW_TRY(tell_loads(&t, err));
	if ((what & LW_EXPECT_LOADS) != 0)
		LW_TRY(tell_warnings(&t, err));
	if ((what & LW_EXPECT_EDGES) != 0 && library != NULL)
		LW_TRY(tell_edges(&t, library, err));
	if ((what & LW_EXPECT_PROBES) != 0)
		LW_TRY(tell_probes(&t, err));
	return true;
}
