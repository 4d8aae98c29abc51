/* SPDX-License-Identifier: Apache-2.0 */
/* The command that asks about a graph's library, with the options that made its world. */
#ifndef LW_GRAPH_COMMAND_H
#define LW_GRAPH_COMMAND_H

#include "base/arena.h"
#include "linkwright/graph.h"

/* Another root than this system's. */
bool lw_graph_is_elsewhere(const struct lw_graph *g);
/* Is this entry of the environment one that the graph's loader looks at? */
bool lw_env_matters(const struct lw_graph *g, const char *entry);
/* "auto", "program", "python", "conda". */
const char *lw_start_name(enum lw_start start);
/* "linkwright why --root DIR … FILE LIBRARY", to be typed into a shell. NULL with NOMEM. */
const char *lw_why_command(struct lw_arena *a, const struct lw_graph *g, const char *library,
			   struct lw_error *err) LW_USE;
/* "linkwright check … --claim CLAIM FILE", likewise. */
const char *lw_claim_command(struct lw_arena *a, const struct lw_graph *g, const char *claim,
			     struct lw_error *err) LW_USE;

#endif
