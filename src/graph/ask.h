/* SPDX-License-Identifier: Apache-2.0 */
/* Small questions about a finished graph. */
#ifndef LW_GRAPH_ASK_H
#define LW_GRAPH_ASK_H

#include "base/arena.h"
#include "linkwright/fuse.h"
#include "linkwright/graph.h"

/* The object, or NULL for an id that stands for none. */
const struct lw_object *lw_object_at(const struct lw_graph *g, uint32_t id);
/* The object's path; its name where it has none; the file's for the program. */
const char *lw_object_label(const struct lw_graph *g, uint32_t id);
/* Place in the load order, from 1; 0 for what is not in it. */
uint32_t lw_load_number(const struct lw_graph *g, uint32_t id);
/* What it is made of, where it was fused and its note can be read; else NULL. */
const struct lw_fused *lw_object_fused(const struct lw_object *o);
/* The soname of what was fused, or the name of its file. */
const char *lw_fused_name(const struct lw_fused_file *f);
/* Does this version gap stop the program? */
bool lw_gap_is_fatal(const struct lw_version_gap *gap);

/* Names and paths as the graph's loader compares them: under Windows without regard to case. */
bool lw_graph_same_name(const struct lw_graph *g, const char *x, const char *y);
/* What two such names have in common: a key for a map. NULL with NOMEM. */
const char *lw_graph_name_key(struct lw_arena *a, const struct lw_graph *g, const char *name,
			      struct lw_error *err) LW_USE;

#endif
