/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_SESSION_SYSCALLS_H
#define LW_SESSION_SYSCALLS_H

#include "linkwright/session.h"

/* The system call instructions of one image of a file (format/syscalls.h). Errors: NOMEM, IO. */
bool lw_session_syscalls(struct lw_session *s, const struct lw_file *file, const struct lw_image *img, uint64_t *n,
			 uint64_t *first, const char **instruction, struct lw_error *err) LW_USE;

#endif
