/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which glibc's loader calls the initialisers of a program's libraries, and their finalisers at exit. All
 * objects that it would come to are listed, also those that have nothing to call. Not part of the order: preinit
 * functions, which are the program's own and come right behind what DF_1_INITFIRST puts first (elf/dl-init.c).
 */
#ifndef LW_LOADER_GLIBC_ORDER_H
#define LW_LOADER_GLIBC_ORDER_H

#include "base/arena.h"
#include "linkwright/graph.h"

/* The two ways of elf/dl-sort-maps.c; the tunable glibc.rtld.dynamic_sort chooses between them from 2.35 on. Some
 * distributions have the later one in older versions, which a version does not tell. */
enum lw_glibc_sort {
	LW_GLIBC_SORT_OWN,      /* the usual one of the graph's version */
	LW_GLIBC_SORT_ORIGINAL, /* up to 2.34: "dynamic_sort=1" */
	LW_GLIBC_SORT_DFS,      /* from 2.35 on: "dynamic_sort=2" */
};

/* Object ids, the program's at the end. What is missing
 * is left out; a loader that is in nobody's dependencies too. None for a static program. *order is the arena's. Errors:
 * UNSUPPORTED: the graph is not glibc's; LIMIT: sorting would take too long; NOMEM. */
bool lw_glibc_init_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			 struct lw_error *err) LW_USE;
bool lw_glibc_init_order_by(const struct lw_graph *g, enum lw_glibc_sort sort, struct lw_arena *a,
			    const uint32_t **order, uint32_t *n, struct lw_error *err) LW_USE;

/* The order in which the loader relocates them, and looks their symbols up: that of initialisers, but for
 * DF_1_INITFIRST (elf/rtld.c dl_main: "relocate … in reverse order", l_initfini). Errors as above. */
bool lw_glibc_relocation_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			       struct lw_error *err) LW_USE;

/* The same for the end of the process: the program is the first. None where the loader fails an assertion at exit
 * instead: for a program that is a filter, whose filtees its list has lost, and before 2.41 for one that needs nothing
 * of the C library, so that the list has lost the loader. */
bool lw_glibc_fini_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			 struct lw_error *err) LW_USE;
bool lw_glibc_fini_order_by(const struct lw_graph *g, enum lw_glibc_sort sort, struct lw_arena *a,
			    const uint32_t **order, uint32_t *n, struct lw_error *err) LW_USE;

/* The order of finalisers at the end of a program that has opened (dlopen) each of the libraries that it had from the
 * start, in their order; the program is the first. Where they need each other it is another one. None for more than 512
 * of them. */
bool lw_glibc_reopened_order(const struct lw_graph *g, struct lw_arena *a, const uint32_t **order, uint32_t *n,
			     struct lw_error *err) LW_USE;

/* One object was bound to another by a relocation. */
struct lw_glibc_tie {
	uint32_t from, to; /* object ids */
	bool unique;       /* by a symbol that a process has once (STB_GNU_UNIQUE), which is that one's */
};

/* The graph is that of a library which dlopen opened. */
struct lw_glibc_closing {
	const uint32_t *order; /* of finalisers, as object ids: those that dlclose calls, and, behind them, those that
				  the end of the process calls, have the same order among themselves */
	uint32_t n;
	const bool *kept; /* by object id: dlclose does not unload it */
};

/*
 * What becomes of such a library and of all that it needs, if the host has none of them already and has all bound at
 * once (RTLD_NOW). Ties are in the order of relocation and without those to what the host has itself, the C library;
 * glibc keeps some of them as dependencies (elf/dl-lookup.c add_dependency), and counts them when it unloads
 * (elf/dl-close.c) and sorts (elf/dl-sort-maps.c, for_fini). All memory is the arena's. Errors: as of the orders above.
 */
bool lw_glibc_close_order(const struct lw_graph *g, const struct lw_glibc_tie *ties, uint32_t n_ties,
			  struct lw_arena *a, struct lw_glibc_closing *out, struct lw_error *err) LW_USE;

#endif
