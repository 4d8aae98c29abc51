/* SPDX-License-Identifier: Apache-2.0 */
/* A world file from hostile hands: parsed, its question asked of the loader, every answer asked further. */
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>

#include "linkwright/report.h"
#include "linkwright/worldfile.h"
#include "session/session.h"
#include "worldfile/worldfile.h"

#define MOST_PLACES 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool forget(void *ctx, const char *line, struct lw_error *err) {
	(void)err;
	size_t *n = ctx;
	*n += line[0] != '\0';
	return true;
}

static bool swallow(void *ctx, const char *bytes, size_t n) {
	size_t *total = ctx;
	*total += n + (n != 0 && bytes[0] == '\n');
	return true;
}

static bool render(const struct lw_graph *g, enum lw_report_format format, struct lw_error *err) {
	size_t n = 0;
	const struct lw_report_opts o = {.sz = sizeof o,
					 .format = format,
					 .schema = "tree",
					 .probes = true,
					 .all = true,
					 .verbose = true,
					 .n_files = 1,
					 .write = swallow,
					 .ctx = &n};
	struct lw_report *r;
	if (!lw_report_new(&o, &r, err))
		return false;
	bool ok = lw_report_tree(r, g, NULL, err) && lw_report_end(r, err);
	lw_report_free(r);
	return ok;
}

static void question(struct lw_worldfile *w, struct lw_session *s, struct lw_arena *a) {
	struct lw_error err;
	const struct lw_graph *g;
	const struct lw_place *places;
	static const char *const claims[] = {"static",
					     "relocatable",
					     "conda",
					     "manylinux_2_17",
					     "musllinux_1_1",
					     "runs-on:debian:11",
					     "runs-on:alpine:3.16"};
	const struct lw_check_opts rules = {
		.sz = sizeof rules, .claims = claims, .n_claims = sizeof claims / sizeof claims[0]};
	const struct lw_finding *found;
	const struct lw_floor *floor;
	const char *text;
	uint32_t n;
	size_t lines = 0;
	lw_error_clear(&err);
	if (!lw_graph_build(s, &w->world, w->ask_path, &g, &err))
		return;
	bool ok = g->is_static || lw_graph_alone(s, g, &err);
	for (uint32_t i = 0; ok && i < g->n_edges && i < MOST_PLACES; i++)
		ok = lw_graph_places(s, g, i, &places, &n, &err);
	ok = ok &&
		lw_worldfile_answer(s, g, w->ask_library, LW_EXPECT_LOADS | LW_EXPECT_PROBES | LW_EXPECT_EDGES, a,
				    forget, &lines, &err);
	ok = ok && (g->is_static || lw_world_record(s, g, w->ask_library, &text, &err));
	for (int f = LW_REPORT_TEXT; ok && f <= LW_REPORT_LDDTREE; f++)
		ok = render(g, (enum lw_report_format)f, &err);
	if (ok && lw_check(s, g, g, &rules, &found, &n, &err) && n != 0 && found[0].message == NULL)
		abort();
	lw_error_clear(&err);
	if (lw_floor_of_graph(s, g, &floor, &err) && floor->n_needs != 0 && floor->needs[0].version == NULL)
		abort();
	lw_error_clear(&err);
	if (lw_floor_of_files(s, &w->ask_path, NULL, 1, &floor, &err) && floor->n_files != 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_arena a = {0};
	struct lw_error err;
	struct lw_worldfile *w;
	struct lw_session *s = NULL;
	lw_error_clear(&err);
	if (lw_worldfile_parse((const char *)data, size, "fuzz", &a, &w, &err) && w->ask_path != NULL &&
	    lw_session_new_on(&w->fs.fs, &s, &err))
		question(w, s, &a);
	lw_session_free(s);
	lw_arena_free(&a);
	return 0;
}
