/* SPDX-License-Identifier: Apache-2.0 */
/* From options to a world. */
#ifndef LW_CLI_WORLD_OPTIONS_H
#define LW_CLI_WORLD_OPTIONS_H

#include "cli/options.h"
#include "linkwright/graph.h"
#include "linkwright/session.h"
#include "linkwright/world.h"

struct cli_place {
	struct lw_world world;
	const char *cwd;     /* the caller's, or the program's inside another root: FILEs are told from here */
	const char *own_cwd; /* the caller's */
};

/* Lives as long as the options. Errors: USAGE, IO (no current directory), NOMEM. */
bool cli_world_from(struct cli_options *o, struct cli_place *out, struct lw_error *err) LW_USE;
/* The caller's own world, as ldd sees it. */
bool cli_world_of_caller(struct cli_options *o, struct cli_place *out, struct lw_error *err) LW_USE;
/* Does --root name this system's own root? NULL does. */
bool cli_is_root(const char *root);
/* A session on the root of the options, or on the disk. Errors: IO, NOMEM. */
bool cli_session_new(const struct cli_options *o, struct lw_session **out, struct lw_error *err) LW_USE;
/* file, told from the caller's directory. NULL with NOMEM. */
const char *cli_absolute(struct cli_options *o, const struct cli_place *place, const char *file, struct lw_error *err);

/* The same file in a clean environment; *out is NULL if place's is clean. Errors: those of lw_graph_build. */
bool cli_graph_without(const struct cli_place *place, struct lw_session *s, const char *path,
		       const struct lw_graph **out, struct lw_error *err) LW_USE;

/* windows_options.c: --as and --windows. Errors: USAGE, IO, NOMEM. */
bool cli_windows_from(struct cli_options *o, struct lw_windows *out, struct lw_error *err) LW_USE;

#endif
