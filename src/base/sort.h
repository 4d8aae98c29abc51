/* SPDX-License-Identifier: Apache-2.0 */
/* Long lists in the order of a number that each record has. */
#ifndef LW_BASE_SORT_H
#define LW_BASE_SORT_H

#include <stddef.h>

/*
 * Puts n records of `size` bytes in the order of the uint64_t that each has `at` bytes behind its begin; equal ones
 * keep their order. room has place for as many, and what it holds is lost. The time does not depend on their order,
 * unlike that of some qsort (musl's takes three times as long as glibc's), and lists of a few are better left to that.
 */
void lw_sort_by_number(void *list, void *room, size_t n, size_t size, size_t at);

#endif
