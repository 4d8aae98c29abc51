/* SPDX-License-Identifier: Apache-2.0 */
/* World files (docs/worlds.md): a small system and a question as text, read into memory; and the answer of a graph in
 * the same words. */
#ifndef LW_WORLDFILE_WORLDFILE_H
#define LW_WORLDFILE_WORLDFILE_H

#include "base/vec.h"
#include "linkwright/graph.h"
#include "os/fs_mem.h"

struct lw_worldfile {
	struct lw_mem_fs fs;
	const char *about, *live_no; /* or NULL */
	const char *machine;
	const char *loader_path; /* NULL: the world has none */
	LW_VEC(const char *) env, user_dirs;
	LW_VEC(uint8_t) api_sets;    /* the lines of the map */
	struct lw_world world;       /* as lw_graph_build wants it */
	const char *ask_path;        /* NULL: nothing is asked */
	const char *ask_library;     /* `ask why`; else NULL */
	LW_VEC(const char *) expect; /* lines, words parted by one blank, quoted where they must be */
};

/* Reads a world from text (borrowed; name is for messages). Everything lies in the arena, *out too. Errors: MALFORMED
 * (with line number in the sentence), NOMEM. */
bool lw_worldfile_parse(const char *text, size_t n, const char *name, struct lw_arena *a, struct lw_worldfile **out,
			struct lw_error *err) LW_USE;

typedef bool lw_line_fn(void *ctx, const char *line, struct lw_error *err);

enum lw_expect_what { LW_EXPECT_LOADS = 1, LW_EXPECT_PROBES = 2, LW_EXPECT_EDGES = 4 };

/* The lines that `expect` would have to hold for this graph; edges and shadows only with a library that is asked for.
 */
bool lw_worldfile_answer(struct lw_session *s, const struct lw_graph *g, const char *library, unsigned what,
			 struct lw_arena *a, lw_line_fn *fn, void *ctx, struct lw_error *err) LW_USE;

/* A word as a world file writes it: in quotes where it has to be. NULL with NOMEM. */
const char *lw_worldfile_quote(struct lw_arena *a, const char *word, struct lw_error *err);

#endif
