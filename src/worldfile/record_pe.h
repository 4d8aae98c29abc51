/* SPDX-License-Identifier: Apache-2.0 */
/* Which symbols of a Windows search decide something: imports that a forwarder serves, or nobody. All others stand for
 * one that is found, the `f` of world files. */
#ifndef LW_WORLDFILE_RECORD_PE_H
#define LW_WORLDFILE_RECORD_PE_H

#include "loader/windows.h"
#include "worldfile/writing.h"

struct lw_told_offer {
	const char *name;    /* or "@12" */
	const char *forward; /* or NULL */
};

/* What is told of one module. */
struct lw_told_module {
	LW_VEC(const struct lw_pe_import *) wishes; /* in the order of the file */
	LW_VEC(struct lw_told_offer) offers;
	struct lw_map offered; /* by name */
	uint32_t last;         /* the greatest ordinal that somebody asks it for; 0: none does */
	bool f_is_taken;       /* its `f` is forwarded or not there: it cannot stand for others */
	bool f_is_asked;       /* somebody's line about it names no symbol */
};

/* One for each module of the process, by its number. */
bool lw_told_symbols(struct wi_process *p, struct lw_arena *a, struct lw_told_module **out,
		     struct lw_error *err) LW_USE;
/* The lines of module m. */
bool lw_told_imports(struct lw_writing *w, const struct wi_module *m, const struct lw_told_module *t,
		     struct lw_error *err) LW_USE;
bool lw_told_exports(struct lw_writing *w, const struct wi_module *m, const struct lw_told_module *t,
		     struct lw_error *err) LW_USE;

#endif
