/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16 of a file as UTF-8. */
#ifndef LW_BYTES_UTF16_H
#define LW_BYTES_UTF16_H

#include "base/arena.h"
#include "bytes/span.h"

/* A copy in the arena; half a pair and a NUL become U+FFFD, an odd last byte is left out. NULL: NOMEM. */
char *lw_utf16_text(struct lw_arena *a, struct lw_span utf16, bool big_endian, struct lw_error *err) LW_USE;

#endif
