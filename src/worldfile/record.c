/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a world file from a graph. */
#include <string.h>

#include "base/fail.h"
#include "linkwright/report.h"
#include "linkwright/worldfile.h"
#include "session/session.h"
#include "worldfile/worldfile.h"
#include "worldfile/writing.h"

static const struct {
	enum lw_format format;
	const struct lw_recorder *recorder;
} recorders[] = {
	{LW_FORMAT_ELF, &lw_recorder_elf}, {LW_FORMAT_MACHO, &lw_recorder_macho}, {LW_FORMAT_PE, &lw_recorder_pe}};

/* What the winner shadows lies behind it, where no search has looked. */
static bool shadows(struct lw_writing *w, const struct lw_recorder *r, const char *library, struct lw_error *err) {
	const struct lw_why *why;
	if (library == NULL)
		return true;
	LW_TRY(lw_graph_why(w->s, w->g, library, &why, err));
	for (uint32_t i = 0; i < why->n_requests; i++)
		for (uint32_t k = 0; k < why->requests[i].n_places; k++) {
			const struct lw_place *at = &why->requests[i].places[k];
			if (at->sys == 0 && at->path != NULL)
				LW_TRY(r->also(w, at->path, err));
		}
	return true;
}

static bool expected(void *ctx, const char *text, struct lw_error *err) {
	struct lw_writing *w = ctx;
	return lw_writing_put(w, "\t", err) && lw_writing_put(w, text, err) && lw_writing_put(w, "\n", err);
}

/* A list of no calls is told too: it is compared. */
static bool answer(struct lw_writing *w, const char *library, struct lw_error *err) {
	const unsigned what = LW_EXPECT_LOADS | LW_EXPECT_PROBES | (library != NULL ? LW_EXPECT_EDGES : 0);
	LW_TRY(lw_writing_put(w, w->g->n_probes == 0 ? "expect\n\tprobes none\n" : "expect\n", err));
	return lw_worldfile_answer(w->s, w->g, library, what, w->a, expected, w, err);
}

static bool write_all(struct lw_writing *w, const struct lw_recorder *r, const char *library, struct lw_error *err) {
	LW_TRY(lw_writing_put(w, "world 1\nabout recorded from a real machine\n", err));
	LW_TRY(r->write(w, err) && shadows(w, r, library, err));
	if (library == NULL)
		LW_TRY(lw_writing_line(w, err, "ask", "tree", w->g->file, NULL));
	else
		LW_TRY(lw_writing_line(w, err, "ask", "why", w->g->file, library, NULL));
	return answer(w, library, err);
}

static const struct lw_recorder *recorder_of(const struct lw_graph *g) {
	size_t i = 0;
	while (recorders[i].format != g->image->format)
		i++;
	return recorders[i].recorder;
}

bool lw_world_record(struct lw_session *s, const struct lw_graph *g, const char *library, const char **out,
		     struct lw_error *err) {
	if (g->is_static) {
		lw_error_subject(err, g->file);
		return lw_fail(err, LW_E_UNSUPPORTED, "is static: there is no search to record");
	}
	struct lw_writing w = {.s = s, .g = g, .a = &s->arena};
	LW_TRY(write_all(&w, recorder_of(g), library, err));
	*out = lw_strndup(w.a, w.text.at, w.text.n, err);
	return *out != NULL;
}
