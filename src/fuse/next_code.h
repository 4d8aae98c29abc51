/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of dlsym(RTLD_NEXT, name) as they stand in the code of a machine. Functions see one instruction. */
#ifndef LW_FUSE_NEXT_CODE_H
#define LW_FUSE_NEXT_CODE_H

#include "format/elf_reader.h"

struct lw_fuse_next_look {
	struct lw_elf_reader *r;
	uint64_t slots[8]; /* where the part has the address of dlsym */
	unsigned n_slots;
};

struct lw_fuse_next_code {
	struct {
		const char *bytes;
		unsigned n;
	} first[2];    /* instructions that make -1 the first argument; n 0: there is no more */
	unsigned step; /* instructions begin at multiples of this */
	/* Does the instruction at i of code s, which begins at address addr, call dlsym? */
	bool (*calls)(const struct lw_fuse_next_look *k, struct lw_span s, uint64_t i, uint64_t addr);
	/* Does it make an address the second argument? */
	bool (*second)(struct lw_span s, uint64_t i, uint64_t addr, uint64_t *to);
};

extern const struct lw_fuse_next_code lw_fuse_next_x86_64, lw_fuse_next_aarch64;

bool lw_fuse_next_slot(const struct lw_fuse_next_look *k, uint64_t addr);

#endif
