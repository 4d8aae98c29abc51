/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file has besides its bytes: owner, mode, access list, extended attributes, capabilities, flags. Included
 * behind what asks for GNU's names.
 */
#ifndef LW_OS_ATTRIBUTES_H
#define LW_OS_ATTRIBUTES_H

#include <sys/stat.h>

#include "os/replace.h"

struct lw_carry {
	int from, to;    /* open files; to has all its bytes */
	struct stat was; /* of from */
	bool copy;       /* to is another file beside from, and the caller's; else it takes the place of from */
	struct lw_arena *a;
	struct lw_replaced *done; /* is added to */
	mode_t mode;              /* that to is to have; of lw_carry itself */
};

/*
 * The mode that a new file is made with. What takes another's place is nobody else's until it has its own; of a copy
 * the system takes off what the umask or the directory's default access list says, as for cp(1).
 */
mode_t lw_carry_first_mode(const struct lw_carry *c);
/* The bits of mode that from's group has itself where an access list is not given on. */
mode_t lw_carry_plain_mode(const struct lw_carry *c, mode_t mode);

/*
 * Gives to what from has as far as the caller may, and tells what was kept and what was not. Nobody may do more with
 * the new file than with the old one: bits that depend on what could not be kept go with it. The times are those of the
 * new file. Errors: IO (the mode cannot be set; the owner cannot, for another reason than that the caller may not),
 * NOMEM.
 */
bool lw_carry(struct lw_carry *c, struct lw_error *err) LW_USE;

/* Its parts: the extended attributes (xattrs.c), once with what takes capabilities away to come, and once after it. */
bool lw_carry_xattrs(struct lw_carry *c, bool capabilities, struct lw_error *err) LW_USE;
/* A sentence on what became of something; text NULL: false. Errors: NOMEM. */
bool lw_carry_note(const struct lw_carry *c, const char *text, struct lw_error *err) LW_USE;
/* "its WHAT could not be kept: WHY" */
bool lw_carry_lost(const struct lw_carry *c, const char *what, int sys, struct lw_error *err) LW_USE;
/* Adds to what was kept of what a plain new file would not have; what NULL: false. Errors: NOMEM. */
bool lw_carry_kept(const struct lw_carry *c, const char *what, struct lw_error *err) LW_USE;

#endif
