/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A graph while a loader fills it. Ids are indices and stay valid; pointers into the lists do not survive the next
 * addition. The builder lives in the session's memory.
 */
#ifndef LW_GRAPH_BUILD_H
#define LW_GRAPH_BUILD_H

#include "base/vec.h"
#include "linkwright/graph.h"

struct lw_texts {
	const char **at;
	uint32_t n, cap;
};

struct lw_graph_builder {
	struct lw_arena *arena;
	LW_VEC(struct lw_object) objects;
	LW_VEC(struct lw_edge) edges;
	LW_VEC(struct lw_probe) probes;
	LW_VEC(struct lw_version_gap) gaps;
	struct lw_texts warnings, notes;
	LW_VEC(uint32_t) order;
	struct lw_graph out; /* the rest: facts, stopped */
};

struct lw_object *lw_build_object(struct lw_graph_builder *b, enum lw_role role, struct lw_error *err) LW_USE;
struct lw_edge *lw_build_edge(struct lw_graph_builder *b, uint32_t from, enum lw_edge_kind kind,
			      struct lw_error *err) LW_USE;
bool lw_build_probe(struct lw_graph_builder *b, struct lw_probe probe, struct lw_error *err) LW_USE;
bool lw_build_warning(struct lw_graph_builder *b, struct lw_error *err, const char *fmt, ...) LW_USE LW_PRINTF(3, 4);
bool lw_build_note(struct lw_graph_builder *b, struct lw_error *err, const char *fmt, ...) LW_USE LW_PRINTF(3, 4);
/* The loader gives up; the first reason stays. */
bool lw_build_stop(struct lw_graph_builder *b, const char *path, const char *message, struct lw_error *err) LW_USE;
/* The finished graph, counted; in the arena. */
bool lw_build_finish(struct lw_graph_builder *b, const struct lw_graph **out, struct lw_error *err) LW_USE;

#endif
