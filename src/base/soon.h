/* SPDX-License-Identifier: Apache-2.0 */
/* Long lists of names that lie anywhere: what a loop will read a few steps later is fetched while it works. */
#ifndef LW_BASE_SOON_H
#define LW_BASE_SOON_H

/* So many steps before it is read. */
#define LW_SOON 12

/* p may be anything: nothing is read that faults. */
static inline void lw_soon(const void *p) {
	__builtin_prefetch(p);
}

#endif
