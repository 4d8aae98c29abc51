/* SPDX-License-Identifier: Apache-2.0 */
/* --record. */
#ifndef LW_CLI_RECORD_H
#define LW_CLI_RECORD_H

#include "linkwright/graph.h"

/* Writes what the graph was made from to a world file; library is NULL for `tree`. Says itself what went wrong. */
bool cli_record(struct lw_session *s, const struct lw_graph *g, const char *library, const char *file);

#endif
