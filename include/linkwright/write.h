/* SPDX-License-Identifier: Apache-2.0 */
/* Files that linkwright is told to write. */
#ifndef LINKWRIGHT_WRITE_H
#define LINKWRIGHT_WRITE_H

#include <stddef.h>

#include "linkwright/error.h"

/*
 * Makes bytes the content of the file at path. A new file takes the place of the old one, with its permission bits,
 * only when it is whole and on the disk: until then, and after a failure, what was there is untouched. A link is
 * followed; what is no plain file (/dev/stdout, a FIFO) is written to as it is. Errors: IO, NOMEM.
 */
LW_API LW_USE bool lw_write_file(const char *path, const char *bytes, size_t n, struct lw_error *err);

#endif
