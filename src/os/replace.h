/* SPDX-License-Identifier: Apache-2.0 */
/* A file takes the place of the one that it was made from, whole or not at all. */
#ifndef LW_OS_REPLACE_H
#define LW_OS_REPLACE_H

#include "os/pieces.h"

/* What became of the old file's attributes, for people, in the arena. */
struct lw_replaced {
	const char *kept; /* "owner 0:0, set-user-ID bit"; NULL: nothing out of the common */
	/* What was lost or has other consequences: a sentence each. */
	struct {
		const char **at;
		uint32_t n, cap;
	} notes;
};

struct lw_replacing {
	const struct lw_pieces *pieces; /* of an open file, old, that was as was tells */
	const char *path;               /* of that file */
	const char *to;                 /* where the new one goes; NULL: its place */
	/* Looks at the new file when it is written and nobody else can see it. False with *err: it goes nowhere. NULL:
	 * all are good. */
	bool (*check)(void *ctx, const struct lw_source *written, struct lw_error *err);
	void *ctx;
};

/*
 * Writes a new file beside its place, reads it back and compares, has it checked, syncs it and renames it: until then,
 * and after a failure, what was there is untouched. A symbolic link is followed. What takes the place of the file that
 * it was made from gets its owner, mode, access list, extended attributes, capabilities and flags as far as the caller
 * may give them; another file gets mode (less the umask) and user attributes, as from cp(1). What was kept and dropped
 * is noted, as are other names of the old file (hard links), which keep the old bytes. A device or FIFO at to is
 * written to as it is, and not checked. Errors: IO, LIMIT (path is not the file any more that pieces were made from),
 * INTERNAL (what is read back differs), NOMEM, those of check.
 */
bool lw_replace(const struct lw_replacing *what, struct lw_arena *a, struct lw_replaced *done,
		struct lw_error *err) LW_USE;

#endif
