/* SPDX-License-Identifier: Apache-2.0 */
/* A floor while files are added to it. */
#ifndef LW_CHECK_FLOORING_H
#define LW_CHECK_FLOORING_H

#include "base/map.h"
#include "check/uses.h"
#include "linkwright/floor.h"

struct lw_file_list {
	const char **at;
	uint32_t n, cap;
};

struct lw_flooring_need {
	struct lw_floor_need need;
	struct lw_file_list files;
};

struct lw_flooring {
	struct lw_session *s;
	struct lw_arena *a;
	struct lw_servers servers; /* of the graph whose objects they are; its g may be NULL */
	struct lw_map known;       /* needs and others that are there, by their names */
	struct lw_map brought;     /* names of files that are brought along, where there is no graph */
	LW_VEC(struct lw_flooring_need *) needs;
	LW_VEC(struct lw_floor_system) systems;
	struct lw_file_list files, others;
	const struct lw_image *first; /* the first ELF image: its machine chooses the tables */
	const char *relr;
	bool refused;
};

/* floor_systems.c: what the file says of its kernel, CPU, musl, macOS or Windows. Errors: NOMEM, LIMIT, those of the
 * readers of symbols. */
bool lw_floor_systems(struct lw_flooring *f, const struct lw_file *file, const struct lw_image *img, const char *label,
		      struct lw_error *err) LW_USE;

#endif
