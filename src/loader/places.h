/* SPDX-License-Identifier: Apache-2.0 */
/* What dyld's and Windows' what-if questions share; the walk over the places is each loader's own. */
#ifndef LW_LOADER_PLACES_H
#define LW_LOADER_PLACES_H

#include "graph/build.h"
#include "linkwright/session.h"

/* Whether both are one inode; false where one is no file. */
bool lw_file_is_same(const struct lw_file *x, const struct lw_file *y);

/*
 * Fills in what the edge's own search gives, told by its listed places: at[n], and the file of the one that is taken.
 * to, winner: NULL where it is a library that the system is taken to have.
 */
void lw_places_settle(struct lw_edge *e, const struct lw_file *to, const struct lw_place *at, uint32_t n,
		      const struct lw_file *winner);

/* A note if libraries are neither the system's nor the program's own, which must be there where it runs; system,
 * computer: "macOS", "Mac". Errors: NOMEM. */
bool lw_places_tell_foreign(struct lw_graph_builder *b, const char *system, const char *computer,
			    struct lw_error *err) LW_USE;

#endif
