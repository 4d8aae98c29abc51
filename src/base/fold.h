/* SPDX-License-Identifier: Apache-2.0 */
/* Names without regard to case, as Windows' file systems compare them. */
#ifndef LW_BASE_FOLD_H
#define LW_BASE_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * Writes text in capital letters into out, which holds strlen(text) + 1 bytes: those of ASCII, and in UTF-8 the Latin,
 * Greek and Cyrillic ones whose capitals take as many bytes. All else stays. (NTFS keeps a table of its own on each
 * volume; these letters have the same capitals in all of them.)
 */
void lw_fold(const char *text, char *out);
/* The same of n bytes, without a NUL. */
void lw_fold_n(const char *text, size_t n, char *out);

/* A copy in capital letters. NULL with NOMEM. */
char *lw_fold_copy(struct lw_arena *a, const char *text, struct lw_error *err) LW_USE;

/* Whether two names are the same then. */
bool lw_fold_same(const char *x, const char *y);

#endif
