/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_NAMES_DISTROS_H
#define LW_NAMES_DISTROS_H

#include "linkwright/policy.h"

/* A release of Alpine Linux and its musl, which has no versions of symbols. */
struct lw_alpine {
	const char *release, *musl;
};

/* NULL behind the last. */
const struct lw_alpine *lw_alpine_at(unsigned i);
/* "alpine:3.18", "alpine3.18" …; NULL: there is none. */
const struct lw_alpine *lw_alpine_find(const char *word);

#endif
