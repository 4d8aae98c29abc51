/* SPDX-License-Identifier: Apache-2.0 */
/* A search that was seen on a real machine, written as a world file (docs/worlds.md): a bug report that is a test. */
#ifndef LINKWRIGHT_WORLDFILE_H
#define LINKWRIGHT_WORLDFILE_H

#include "linkwright/graph.h"

/*
 * The world of this graph as text: loader, every file that the search met, the entries of the cache that it asked for,
 * environment, the question (`why` for a library, `tree` if library is NULL) and what came of it. *out lies in the
 * session. Errors: UNSUPPORTED for a static program, NOMEM, LIMIT.
 */
LW_API LW_USE bool lw_world_record(struct lw_session *s, const struct lw_graph *g, const char *library,
				   const char **out, struct lw_error *err);

#endif
