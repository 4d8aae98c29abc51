/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_BASE_HEX_H
#define LW_BASE_HEX_H

#include <stdint.h>

#include "base/arena.h"

/* Bytes as text, two small digits each. NULL with NOMEM. */
char *lw_hex(struct lw_arena *a, const uint8_t *bytes, size_t n, struct lw_error *err) LW_USE;

#endif
