/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which strings of a string table are named, by where the names begin, and which bytes are nobody's. A string that is
 * named is so to its end; others may begin within it. The table itself is gone through once, from its start to its end.
 */
#ifndef LW_EDIT_ELF_NAMED_H
#define LW_EDIT_ELF_NAMED_H

#include "base/arena.h"
#include "base/vec.h"
#include "bytes/span.h"

struct lw_elf_range {
	uint64_t off, len;
};

struct lw_elf_ranges {
	struct lw_elf_range *at;
	uint32_t n, cap;
};

struct lw_elf_named {
	uint64_t *bits;            /* one for each byte: a name begins there */
	uint64_t size;             /* of the table */
	struct lw_elf_ranges gaps; /* that nobody names, in their order */
};

/* A table of which nothing is named. Errors: NOMEM. */
bool lw_elf_named_open(struct lw_elf_named *n, uint64_t size, struct lw_arena *a, struct lw_error *err) LW_USE;
/* A name begins at off; nothing happens where that is behind the table's end. */
void lw_elf_named_set(struct lw_elf_named *n, uint64_t off);
/* The first place in [from, to) where a name begins, or to. */
uint64_t lw_elf_named_in(const struct lw_elf_named *n, uint64_t from, uint64_t to);

/* Finds the gaps, once all names are known. Where there are very many the rest stay unknown. Errors: NOMEM. */
bool lw_elf_gaps_find(struct lw_elf_named *n, struct lw_span table, struct lw_arena *a, struct lw_error *err) LW_USE;
/* The first gap of that many bytes; false and *at unchanged: there is none. */
bool lw_elf_gap_of(const struct lw_elf_named *n, uint64_t len, uint64_t *at);
/* The bytes are somebody's from now on. Errors: NOMEM. */
bool lw_elf_gap_take(struct lw_elf_named *n, uint64_t off, uint64_t len, struct lw_arena *a,
		     struct lw_error *err) LW_USE;

#endif
