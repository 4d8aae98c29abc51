/* SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"

#include <string.h>

#include "base/fail.h"

static bool move(struct lw_arena *a, void **at, uint32_t n, uint32_t *cap, uint32_t to, size_t size,
		 struct lw_error *err) {
	void *p = lw_alloc_raw(a, to, size, err);
	if (p == NULL)
		return false;
	if (n != 0)
		memcpy(p, *at, n * size);
	*at = p;
	*cap = to;
	return true;
}

/* What no element uses yet is not touched. */
static bool grow(struct lw_arena *a, void **at, uint32_t n, uint32_t *cap, size_t size, struct lw_error *err) {
	if (*cap > UINT32_MAX / 8)
		return lw_fail(err, LW_E_LIMIT, "a list has more than %u elements", (unsigned)*cap);
	return move(a, at, n, cap, *cap == 0 ? 8 : *cap * (*cap < 64 ? 8 : 4), size, err);
}

bool lw_vec_ready(struct lw_arena *a, void **at, uint32_t n, uint32_t *cap, uint64_t more, size_t size,
		  struct lw_error *err) {
	if (more <= *cap - n)
		return true;
	if (more > UINT32_MAX / 2 || n + more > UINT32_MAX / 2)
		return lw_fail(err, LW_E_LIMIT, "a list would have more than %u elements", (unsigned)(UINT32_MAX / 2));
	return move(a, at, n, cap, n + (uint32_t)more, size, err);
}

bool lw_vec_room(struct lw_arena *a, void **at, uint32_t *n, uint32_t *cap, size_t size, struct lw_error *err) {
	if (*n == *cap && !grow(a, at, *n, cap, size, err))
		return false;
	memset((char *)*at + *n * size, 0, size);
	++*n;
	return true;
}
