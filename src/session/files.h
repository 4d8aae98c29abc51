/* SPDX-License-Identifier: Apache-2.0 */
/* Many small files of one directory. */
#ifndef LW_SESSION_FILES_H
#define LW_SESSION_FILES_H

#include "session/session.h"

struct lw_session_files {
	const char *dir;
	const char *ending; /* of their names, which have more than that */
	uint64_t limit;     /* in bytes; larger ones are left out */
	/* Is it one to begin with? NULL: all are alike. */
	bool (*first)(void *ctx, const char *name);
	/* One file; the name and the bytes live until it returns. *enough: no more of them. */
	bool (*each)(void *ctx, const char *name, struct lw_span bytes, bool *enough, struct lw_error *err);
	void *ctx;
};

/*
 * Each regular file of the directory whose name ends so; beside what is said above, in no order. What cannot be read is
 * left out; so is a directory that is not there. Nothing is remembered. Errors: NOMEM, LIMIT, those of each.
 */
bool lw_session_each_file(struct lw_session *s, const struct lw_session_files *which, struct lw_error *err) LW_USE;

#endif
