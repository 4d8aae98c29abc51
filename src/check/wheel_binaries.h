/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_CHECK_WHEEL_BINARIES_H
#define LW_CHECK_WHEEL_BINARIES_H

#include "check/rule.h"

/* Each binary of a wheel against the platform tags of its name: system, machines, the least macOS. Errors: NOMEM. */
bool lw_wheel_binaries(struct lw_checking *c, struct lw_error *err) LW_USE;

/* The claim that a platform tag makes ("manylinux_2_17" of "manylinux_2_17_x86_64"); *out is NULL for one that makes
 * none that is known. Errors: NOMEM. */
bool lw_wheel_claim(struct lw_arena *a, const char *platform, const char **out, struct lw_error *err) LW_USE;

#endif
