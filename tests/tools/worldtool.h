/* SPDX-License-Identifier: Apache-2.0 */
/* What the tools over world files share: reading one from disk. */
#ifndef LW_TESTS_WORLDTOOL_H
#define LW_TESTS_WORLDTOOL_H

#include "worldfile/worldfile.h"

/* Reads and parses a world file; says on stderr what is wrong. NULL then. */
struct lw_worldfile *worldtool_read(const char *path, struct lw_arena *a);
/* Says an error on stderr. */
void worldtool_say(const char *path, const struct lw_error *err);

#endif
