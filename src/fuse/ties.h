/* SPDX-License-Identifier: Apache-2.0 */
/* What relocations bind a library and all that it needs to, as the loader counts it when it unloads and sorts
 * (loader/glibc_order.h). */
#ifndef LW_FUSE_TIES_H
#define LW_FUSE_TIES_H

#include "fuse/fusing.h"
#include "loader/glibc_order.h"

struct lw_fuse_ties {
	struct lw_glibc_tie *at;
	uint32_t n, cap;
};

/* Those of all objects as they are, in the order of relocation: f->begin_order. Errors: NOMEM, those of readers. */
bool lw_fuse_tie(struct lw_fusing *f, struct lw_fuse_ties *out, struct lw_error *err) LW_USE;
/* The same with the new file in the place of its parts: kept from the start if any of them is. Errors: NOMEM. */
bool lw_fuse_tie_new(const struct lw_fusing *f, const struct lw_fuse_ties *was, struct lw_fuse_ties *out,
		     struct lw_error *err) LW_USE;

#endif
