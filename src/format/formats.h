/* SPDX-License-Identifier: Apache-2.0 */
/* Which format a file has, and its images: one table for all that linkwright reads. */
#ifndef LW_FORMAT_FORMATS_H
#define LW_FORMAT_FORMATS_H

#include "base/arena.h"
#include "format/images.h"
#include "os/source.h"

/* Enough of a file to tell what it may be. */
#define LW_FORMAT_PEEK 64

/* Does a file that begins so look like a binary? */
bool lw_format_known(const uint8_t *head, size_t n);

/* The images of a file in the arena. What is damaged is told by the images. Errors: UNKNOWN_FORMAT, TRUNCATED, LIMIT,
 * IO, NOMEM; those of the format's reader. */
bool lw_format_parse(const struct lw_source *src, struct lw_arena *a, struct lw_images *out,
		     struct lw_error *err) LW_USE;

#endif
