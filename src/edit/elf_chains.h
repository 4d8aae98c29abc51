/* SPDX-License-Identifier: Apache-2.0 */
/* The records of symbol versions, one after the other: chains of heads, each with a chain of parts (LSB core, "Symbol
 * Versioning"). */
#ifndef LW_EDIT_ELF_CHAINS_H
#define LW_EDIT_ELF_CHAINS_H

#include "edit/elf_work.h"

/* Verneed and a Vernaux, or Verdef and a Verdaux. Places count from the first record. */
struct lw_elf_link {
	uint64_t head, part, end; /* end: behind the part */
	uint64_t file_str;        /* of a need: vn_file */
	uint64_t str;             /* the version's name */
	uint64_t flags, index;    /* of a need: those of the part */
};

typedef bool lw_elf_link_fn(void *ctx, const struct lw_elf_link *link, struct lw_error *err);

/* Calls each for every part of the chain at off, which has most bytes. Errors: MALFORMED, LIMIT, IO, and those of each.
 */
bool lw_elf_chain_each(struct lw_elf_work *w, bool needs, uint64_t off, uint64_t most, lw_elf_link_fn *each, void *ctx,
		       struct lw_error *err) LW_USE;

#endif
