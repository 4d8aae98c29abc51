/* SPDX-License-Identifier: Apache-2.0 */
/* Which loader a file is for, and what every loader can be asked. */
#ifndef LW_LOADER_KIND_H
#define LW_LOADER_KIND_H

#include "linkwright/graph.h"
#include "loader/machine.h"

/* A loader's rules; one row for each kind (kind.c). state is what run left in the graph. */
struct lw_loader_ops {
	const char *name;
	bool (*run)(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
		    const struct lw_file *file, const struct lw_graph **out, struct lw_error *err);
	bool (*alone)(void *state, struct lw_edge *edge, struct lw_error *err);
	bool (*places)(void *state, const struct lw_edge *edge, const struct lw_place **out, uint32_t *n,
		       struct lw_error *err);
};

/*
 * The rules for this file: those that the world asks for; else by the interpreter's name, and what the interpreter says
 * of itself; else, for a library, by what it needs and by which loader is there. Errors: UNSUPPORTED for a loader that
 * linkwright does not know, NOMEM.
 */
bool lw_loader_for(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m,
		   const struct lw_image *img, const struct lw_loader_ops **out, struct lw_error *err) LW_USE;

/* Of a format that has one loader only; NULL: there is none. */
const struct lw_loader_ops *lw_loader_of_format(enum lw_format format);

#endif
