/* SPDX-License-Identifier: Apache-2.0 */
/* Which packages a file is likely of, by its name. */
#ifndef LW_OWNER_GUESS_H
#define LW_OWNER_GUESS_H

#include "owner/owner.h"

/* Names that a Debian package with the file may have ("libpcre2-8-0" of libpcre2-8.so.0.11.2), into the set, which has
 * a for its memory. Sources: Debian policy 8.1; the "t64" of Debian 13. Errors: NOMEM. */
bool lw_owner_guess(struct lw_map *set, struct lw_arena *a, const char *path, struct lw_error *err) LW_USE;

#endif
