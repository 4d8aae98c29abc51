/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a source read one behind the other, through a small buffer. */
#ifndef LW_ARCHIVE_WINDOW_H
#define LW_ARCHIVE_WINDOW_H

#include "os/source.h"

#define LW_WINDOW 4096

struct lw_window {
	const struct lw_source *src;
	uint64_t off, n; /* where the buffer's bytes lie */
	uint8_t bytes[LW_WINDOW];
};

void lw_window_init(struct lw_window *w, const struct lw_source *src);
/* len (at most LW_WINDOW) bytes at off, valid until the next call; what is what they are, for the error. Errors:
 * TRUNCATED, IO. */
bool lw_window_get(struct lw_window *w, uint64_t off, uint64_t len, const char *what, struct lw_span *out,
		   struct lw_error *err) LW_USE;

#endif
