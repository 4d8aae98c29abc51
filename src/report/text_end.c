/* SPDX-License-Identifier: Apache-2.0 */
/* What stands below the tree: what is wrong and what to do about it, then the count. */
#include <string.h>

#include "base/map.h"
#include "graph/command.h"
#include "report/text.h"

static void bad(struct lw_out *o, const char *text) {
	lw_out_style(o, LW_STYLE_BAD);
	lw_out_text(o, o->color ? "✗ " : "");
	lw_out_name(o, text);
	lw_out_style(o, LW_STYLE_PLAIN);
}

static void asker(struct lw_out *o, const struct lw_graph *g, const struct lw_edge *e) {
	lw_out_text(o, "  asked for by ");
	if (e->from == LW_NO_ID)
		lw_out_text(o, lw_text_nobody(e->kind));
	else
		lw_out_name(o, lw_object_label(g, e->from));
	if (e->off != 0)
		lw_out_fmt(o, " (%s at 0x%llx)", lw_edge_kind_words(e->kind), (unsigned long long)e->off);
	lw_out_text(o, "\n");
}

/* Requests that are not met, by name. */
struct missing {
	uint32_t *next; /* by edge: the next one for the same name */
	uint32_t *heads, n;
};

static bool find_missing(struct lw_arena *a, const struct lw_graph *g, struct missing *m, struct lw_error *err) {
	struct lw_map last = {0};
	m->n = 0;
	m->next = lw_alloc(a, g->n_edges, sizeof *m->next, err);
	m->heads = lw_alloc(a, g->n_edges, sizeof *m->heads, err);
	if (m->next == NULL || m->heads == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const char *name = g->edges[i].name;
		m->next[i] = LW_NO_ID;
		if (g->edges[i].how != LW_HOW_MISSING)
			continue;
		if ((name = lw_graph_name_key(a, g, name, err)) == NULL)
			return false;
		uint32_t *link = lw_map_get(&last, name, strlen(name));
		if (link == NULL)
			m->heads[m->n++] = i;
		else
			*link = i;
		if (!lw_map_put(&last, a, name, strlen(name), &m->next[i], err))
			return false;
	}
	return true;
}

static bool missing(struct lw_report *r, const struct lw_graph *g, const struct missing *m, struct lw_error *err) {
	struct lw_out *o = &r->out;
	for (uint32_t i = 0; i < m->n; i++) {
		const char *name = g->edges[m->heads[i]].name;
		lw_out_text(o, "\n");
		bad(o, name);
		lw_out_styled(o, LW_STYLE_BAD, " is not found");
		lw_out_text(o, "\n");
		for (uint32_t k = m->heads[i]; k != LW_NO_ID; k = m->next[k])
			asker(o, g, &g->edges[k]);
		lw_out_text(o, "  every place that was looked at: ");
		const char *command = lw_why_command(&r->arena, g, name, err);
		if (command == NULL)
			return false;
		lw_out_name(o, command);
		lw_out_text(o, "\n");
	}
	return true;
}

static void gaps(struct lw_out *o, const struct lw_graph *g, bool quiet) {
	bool any = false;
	for (uint32_t i = 0; i < g->n_gaps; i++) {
		const struct lw_version_gap *gap = &g->gaps[i];
		const bool fatal = lw_gap_is_fatal(gap);
		if (quiet && !fatal)
			continue;
		lw_out_text(o, any ? "" : "\n");
		any = true;
		lw_out_style(o, fatal ? LW_STYLE_BAD : LW_STYLE_WARN);
		lw_out_text(o, !o->color ? "" : fatal ? "✗ " : "! ");
		lw_out_text(o, "version ");
		lw_out_name(o, gap->version);
		lw_out_text(o, " is not in ");
		lw_out_name(o, lw_object_label(g, gap->provider));
		lw_out_style(o, LW_STYLE_PLAIN);
		lw_out_text(o, "\n  asked for by ");
		lw_out_name(o, lw_object_label(g, gap->object));
		if (gap->unversioned)
			lw_out_text(o, "; that file defines no versions at all, so the loader only warns");
		else if (gap->weak)
			lw_out_text(o, ", weakly: the loader only warns");
		lw_out_text(o, "\n");
	}
}

static void stopped(struct lw_out *o, const struct lw_graph *g) {
	if (g->stopped == NULL)
		return;
	lw_out_text(o, "\n");
	bad(o, "the loader gives up: ");
	lw_out_style(o, LW_STYLE_BAD);
	lw_out_name(o, g->stopped);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n");
	if (g->stopped_path != NULL && strstr(g->stopped, g->stopped_path) == NULL) {
		lw_out_text(o, "  the file is ");
		lw_out_name(o, g->stopped_path);
		lw_out_text(o, "\n");
	}
	if (g->image->format != LW_FORMAT_ELF) {
		lw_out_text(o,
			    g->image->kind == LW_IMAGE_PROGRAM ? "  the program does not start"
							       : "  it cannot be loaded");
		lw_out_text(o, g->n_order == 0 ? "\n" : "; the list goes on with what else it would ask for\n");
		return;
	}
	lw_out_text(
		o,
		g->stopped_only_at_start
			? "  it does so when the program is started; ldd goes on in spite of it\n"
			: "  this ends the search: places and libraries that would come after it are not looked at\n");
}

static void signatures(struct lw_out *o, const struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_objects; i++) {
		if (g->objects[i].signature != LW_SIGNATURE_WRONG)
			continue;
		lw_out_text(o, "\n");
		bad(o, "the code signature of ");
		lw_out_style(o, LW_STYLE_BAD);
		lw_out_name(o, lw_object_label(g, i));
		lw_out_text(o, " does not fit its bytes");
		lw_out_style(o, LW_STYLE_PLAIN);
		lw_out_text(o,
			    "\n  macOS does not run what was changed after it was signed: sign it again (codesign -f "
			    "-s -)\n");
	}
}

static void sentences(struct lw_out *o, const char *head, const char *const *at, uint32_t n, enum lw_style style) {
	for (uint32_t i = 0; i < n; i++) {
		lw_out_text(o, i == 0 ? "\n" : "");
		lw_out_styled(o, style, head);
		lw_out_name(o, at[i]);
		lw_out_text(o, "\n");
	}
}

static void changes_lines(struct lw_out *o, const struct lw_changes *c) {
	lw_out_text(o, "\n");
	if (c->n == 0) {
		lw_out_text(o, "the environment changes nothing\n");
		return;
	}
	lw_out_text(o, "the environment changes ");
	lw_text_count(o, c->n, "library", "libraries");
	if (c->n_new != 0 || c->n_gone != 0)
		lw_out_fmt(o, " (%u new, %u gone)", (unsigned)c->n_new, (unsigned)c->n_gone);
	lw_out_text(o, "\n");
	for (uint32_t i = 0; i < c->n; i++) {
		if (c->at[i].now != NULL)
			continue;
		lw_out_text(o, "  gone: ");
		lw_out_name(o, c->at[i].name);
		lw_out_text(o, " => ");
		lw_out_name(o, c->at[i].was);
		lw_out_text(o, "\n");
	}
}

static void summary(struct lw_out *o, const struct lw_graph *g, uint32_t n_missing) {
	lw_out_text(o, "\n");
	lw_text_count(o, lw_n_libraries(g), "library", "libraries");
	lw_out_text(o, g->stopped != NULL && g->image->format != LW_FORMAT_ELF ? " found" : " loaded");
	if (g->stopped != NULL && !g->stopped_only_at_start && g->image->format == LW_FORMAT_ELF)
		lw_out_text(o, " before the loader gives up");
	else if (n_missing == 0)
		lw_out_text(o, ", none missing");
	if (n_missing != 0) {
		lw_out_text(o, ", ");
		lw_out_style(o, LW_STYLE_BAD);
		lw_out_fmt(o, "%u MISSING", (unsigned)n_missing);
		lw_out_style(o, LW_STYLE_PLAIN);
	}
	lw_out_text(o, "; ");
	if (g->n_latent != 0) {
		lw_out_style(o, LW_STYLE_WARN);
		lw_text_count(o, g->n_latent, "request is", "requests are");
		lw_out_text(o, " met only because of the load order");
		lw_out_style(o, LW_STYLE_PLAIN);
		lw_out_text(o, "; ");
	}
	lw_text_count(o, g->n_probes, "path", "paths");
	lw_out_fmt(o, " tried, %u in vain\n", (unsigned)g->n_wasted);
}

bool lw_text_end(struct lw_report *r, const struct lw_graph *g, const struct lw_changes *changes,
		 struct lw_error *err) {
	struct lw_out *o = &r->out;
	const bool quiet = r->opts.quiet;
	struct missing m;
	if (!find_missing(&r->arena, g, &m, err) || !missing(r, g, &m, err))
		return false;
	gaps(o, g, quiet);
	stopped(o, g);
	signatures(o, g);
	if (quiet)
		return true;
	sentences(o, "warning of the loader: ", g->warnings, g->n_warnings, LW_STYLE_WARN);
	sentences(o, "note: ", g->notes, g->n_notes, LW_STYLE_DIM);
	if (changes != NULL)
		changes_lines(o, changes);
	summary(o, g, m.n);
	return true;
}
