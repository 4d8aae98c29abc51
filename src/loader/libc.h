/* SPDX-License-Identifier: Apache-2.0 */
/* Is a file musl's libc, which is its loader too? */
#ifndef LW_LOADER_LIBC_H
#define LW_LOADER_LIBC_H

#include "session/session.h"

/* What load_library asks of a library (musl ldso/dynlink.c: __libc_start_main and stdin are defined in it). Remembered
 * for the session. A file that is no ELF file, or whose symbols cannot be read, is none. Errors: NOMEM. */
bool lw_is_libc(struct lw_session *s, const struct lw_file *f, bool *yes, struct lw_error *err) LW_USE;

#endif
