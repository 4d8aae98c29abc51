/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_NAMES_DISTROS_H
#define LW_NAMES_DISTROS_H

#include "linkwright/floor.h"

/* The newest distribution whose glibc is older than 2.minor, and the oldest whose is not; NULL: none that is known. */
const struct lw_distro *lw_newest_without(unsigned minor);
const struct lw_distro *lw_oldest_with(unsigned minor);

#endif
