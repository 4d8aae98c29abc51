/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of every load command, for people who want to see all of them (linkwright/otool.h). */
#ifndef LW_FORMAT_MACHO_TELL_H
#define LW_FORMAT_MACHO_TELL_H

#include "base/arena.h"
#include "base/vec.h"
#include "bytes/span.h"
#include "linkwright/otool.h"

/* Fields that do not lie within their command are left out, with those behind them. Errors: NOMEM. */
bool lw_macho_tell(const struct lw_image *img, struct lw_arena *a, const struct lw_macho_told **out,
		   struct lw_error *err) LW_USE;

/* The state of threads (macho_threads.c); each adds to the list, and gives false when memory has run out. */
struct lw_macho_fields {
	struct lw_arena *a;
	LW_VEC(struct lw_macho_field) list;
};
bool lw_macho_add_field(struct lw_macho_fields *to, struct lw_macho_field f, struct lw_error *err) LW_USE;
bool lw_macho_tell_thread(struct lw_macho_fields *to, const struct lw_image *img, struct lw_span command,
			  struct lw_error *err) LW_USE;

#endif
