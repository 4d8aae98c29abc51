/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is given back all at once. An arena belongs to whoever declared it; a zeroed struct is an empty one. What
 * is taken from it is zeroed, aligned for any type, and lives until lw_arena_free or lw_arena_rewind.
 */
#ifndef LW_BASE_ARENA_H
#define LW_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "linkwright/error.h"

struct lw_arena_block;

/* No input may make an arena larger than this; a tree of every program of a large system stays far below. */
#define LW_ARENA_MOST ((size_t)2 << 30)

struct lw_arena {
	struct lw_arena_block *last;
	size_t total; /* of all blocks */
};

/* What was taken is gone; the newest block stays for what comes next. */
void lw_arena_reset(struct lw_arena *a);

/* A point to go back to. */
struct lw_arena_mark {
	struct lw_arena_block *last;
	size_t used;
};

void lw_arena_free(struct lw_arena *a);
struct lw_arena_mark lw_arena_mark(const struct lw_arena *a);
/* What was taken since the mark is gone. */
void lw_arena_rewind(struct lw_arena *a, struct lw_arena_mark mark);

/* n things of that size; n may be 0. NULL with NOMEM: there is none, n * size is no size, or the arena would be
 * larger than LW_ARENA_MOST. */
void *lw_alloc(struct lw_arena *a, size_t n, size_t size, struct lw_error *err) LW_USE;
/* The same, of which nothing is zeroed: for those who write all that they read. */
void *lw_alloc_raw(struct lw_arena *a, size_t n, size_t size, struct lw_error *err) LW_USE;
/* A copy of n bytes with a NUL behind it. */
char *lw_strndup(struct lw_arena *a, const char *text, size_t n, struct lw_error *err) LW_USE;
char *lw_strdup(struct lw_arena *a, const char *text, struct lw_error *err) LW_USE;
char *lw_sprintf(struct lw_arena *a, struct lw_error *err, const char *fmt, ...) LW_USE LW_PRINTF(3, 4);
char *lw_vsprintf(struct lw_arena *a, struct lw_error *err, const char *fmt, va_list ap) LW_USE LW_PRINTF(3, 0);
/* Joins two strings. */
char *lw_strcat2(struct lw_arena *a, const char *x, const char *y, struct lw_error *err) LW_USE;

#endif
