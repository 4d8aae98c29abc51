/* SPDX-License-Identifier: Apache-2.0 */
/* What "static" can mean on systems whose libraries are the only stable way to the kernel. */
#ifndef LW_CHECK_STATIC_OTHER_H
#define LW_CHECK_STATIC_OTHER_H

#include "check/rule.h"

bool lw_static_macos(struct lw_checking *c, struct lw_error *err) LW_USE;
bool lw_static_windows(struct lw_checking *c, struct lw_error *err) LW_USE;

#endif
