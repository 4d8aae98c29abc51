/* SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"

#include <string.h>

#include "base/fail.h"

bool lw_vec_room(struct lw_arena *a, void **at, uint32_t *n, uint32_t *cap, size_t size, struct lw_error *err) {
	if (*n < *cap) {
		memset((char *)*at + *n * size, 0, size);
		++*n;
		return true;
	}
	if (*cap > UINT32_MAX / 4)
		return lw_fail(err, LW_E_LIMIT, "a list has more than %u elements", (unsigned)*cap);
	uint32_t more = *cap == 0 ? 8 : *cap * 2;
	void *p = lw_alloc(a, more, size, err);
	if (p == NULL)
		return false;
	if (*n != 0)
		memcpy(p, *at, *n * size);
	*at = p;
	*cap = more;
	++*n;
	return true;
}
