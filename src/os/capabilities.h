/* SPDX-License-Identifier: Apache-2.0 */
/* File capabilities, as the extended attribute security.capability holds them (linux/capability.h, vfs_cap_data). */
#ifndef LW_OS_CAPABILITIES_H
#define LW_OS_CAPABILITIES_H

#include "base/arena.h"
#include "bytes/span.h"

/* "cap_net_raw, cap_chown": those that a program gets or may inherit; "unknown" of what is too short. NULL: NOMEM. */
const char *lw_capabilities_words(struct lw_span value, struct lw_arena *a, struct lw_error *err) LW_USE;

#endif
