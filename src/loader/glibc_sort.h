/* SPDX-License-Identifier: Apache-2.0 */
/* glibc's two ways to sort link maps so that each stands before what it needs (elf/dl-sort-maps.c). */
#ifndef LW_LOADER_GLIBC_SORT_H
#define LW_LOADER_GLIBC_SORT_H

#include "base/arena.h"

/* Maps are numbers below n_maps here; map x needs needs[first[x]] to needs[first[x + 1] - 1], in the order of its
 * dynamic section. */
struct gl_needs {
	const uint32_t *first; /* n_maps + 1 */
	const uint32_t *needs;
	uint32_t n_maps;
};

/* Up to glibc 2.34. Sorts list[0] to list[n - 1] in place. LIMIT: cycles would take too many steps. */
bool lw_gl_sort_original(const struct gl_needs *d, struct lw_arena *a, uint32_t *list, uint32_t n,
			 struct lw_error *err) LW_USE;

/* From 2.35 on. list[0] is the main map and stays there; the others may be reached from each other only through members
 * of the list. */
bool lw_gl_sort_dfs(const struct gl_needs *d, struct lw_arena *a, uint32_t *list, uint32_t n,
		    struct lw_error *err) LW_USE;
/* The same for a list that has no main map in it. */
bool lw_gl_sort_dfs_all(const struct gl_needs *d, struct lw_arena *a, uint32_t *list, uint32_t n,
			struct lw_error *err) LW_USE;

#endif
