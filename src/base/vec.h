/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growing arrays in an arena. LW_VEC(struct thing) is a type { at, n, cap }; zero is empty. Old copies stay in the
 * arena until it is freed; so few are made, and what an array has no elements for yet is never touched.
 */
#ifndef LW_BASE_VEC_H
#define LW_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define LW_VEC(type) \
	struct { \
		type *at; \
		uint32_t n, cap; \
	}

/* Makes room for one more and counts it; the new element is zeroed. NULL with NOMEM or LIMIT. */
#define lw_vec_add(a, v, err) \
	(lw_vec_room((a), (void **)&(v)->at, &(v)->n, &(v)->cap, sizeof *(v)->at, (err)) ? &(v)->at[(v)->n - 1] : NULL)

/* Room for so many more, in one piece: for those who know how many will come. False with NOMEM or LIMIT. */
#define lw_vec_reserve(a, v, more, err) \
	lw_vec_ready((a), (void **)&(v)->at, (v)->n, &(v)->cap, (more), sizeof *(v)->at, (err))

bool lw_vec_room(struct lw_arena *a, void **at, uint32_t *n, uint32_t *cap, size_t size, struct lw_error *err) LW_USE;

bool lw_vec_ready(struct lw_arena *a, void **at, uint32_t n, uint32_t *cap, uint64_t more, size_t size,
		  struct lw_error *err) LW_USE;

#endif
