/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a new file, written and looked at again. */
#ifndef LW_OS_PIECES_WRITE_H
#define LW_OS_PIECES_WRITE_H

#include "os/pieces.h"

/*
 * Writes the pieces to an empty file that is open to read and write. What is kept is shared with the old file or copied
 * within the kernel where the file system can; holes of the old file stay holes. The disk begins to write meanwhile.
 * Errors: IO, LIMIT (the old file has been cut short), NOMEM.
 */
bool lw_pieces_write(const struct lw_pieces *p, int fd, struct lw_arena *a, struct lw_error *err) LW_USE;

/*
 * Reads a file that lw_pieces_write has written: its size, all that is new, and the first and last page of each kept
 * part, so that a part in the wrong place shows. Errors: INTERNAL (other bytes), IO, NOMEM.
 */
bool lw_pieces_compare(const struct lw_pieces *p, const struct lw_source *written, struct lw_arena *a,
		       struct lw_error *err) LW_USE;

#endif
