/* SPDX-License-Identifier: Apache-2.0 */
/* Orders for qsort and bsearch. */
#ifndef LW_BASE_ORDER_H
#define LW_BASE_ORDER_H

#include <stdint.h>

/* uint64_t, the smaller first. */
static inline int lw_by_uint64(const void *x, const void *y) {
	const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

#endif
