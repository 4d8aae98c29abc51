/* SPDX-License-Identifier: Apache-2.0 */
/* What fusing has to know of a machine: a row for each. Sources: the psABI of each; glibc sysdeps/MACHINE/dl-machine.h.
 */
#ifndef LW_FUSE_MACHINE_H
#define LW_FUSE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes/span.h"

/* What a relocation asks for. S: the symbol's address, A: the addend, P: the place. */
enum lw_fuse_kind {
	LW_FUSE_R_UNKNOWN,
	LW_FUSE_R_NONE,
	LW_FUSE_R_RELATIVE,  /* base + A */
	LW_FUSE_R_IRELATIVE, /* what the function at base + A gives */
	LW_FUSE_R_ADDRESS,   /* S + A, a word */
	LW_FUSE_R_GOT,       /* S (+ A), a word */
	LW_FUSE_R_CALL,      /* S (+ A) of a function, a word */
	LW_FUSE_R_COPY,
	LW_FUSE_R_MODULE, /* number of the module that has the thread-local variable */
	LW_FUSE_R_OFFSET, /* where the variable is in its module's block */
	LW_FUSE_R_TP,     /* where it is from the thread pointer */
	LW_FUSE_R_DESC,   /* two words for a call that gives that */
	LW_FUSE_R_SIZE,   /* st_size + A */
	LW_FUSE_R_NARROW, /* S + A in fewer bits than an address has */
	LW_FUSE_R_PC,     /* S + A - P */
};

struct lw_fuse_type {
	uint32_t type;
	enum lw_fuse_kind kind;
	uint8_t size;   /* of what is written */
	bool is_signed; /* NARROW and PC of less than a word */
	bool no_addend; /* glibc ignores it */
};

struct lw_fuse_next_code;
struct lw_fuse_machine {
	uint16_t machine;
	bool tls_below; /* the program's block ends at the thread pointer (variant II of TLS) */
	uint32_t tcb;   /* variant I: bytes between the thread pointer and the first block */
	uint32_t relative, irelative, address, got, call, module, offset, tp, desc;
	const struct lw_fuse_type *types;
	uint32_t n_types;
	const struct lw_fuse_next_code *next; /* how its code asks for RTLD_NEXT */
	uint64_t page, least_page;            /* the largest and the smallest that the machine may have */
	/* Code that does what the tables tell: stub_*.S. Offsets of where it begins for each purpose, and of the 32-bit
	 * distances that are filled in; each counts from behind itself. */
	struct lw_span stub;
	/* A program's entry; DT_INIT_ARRAY's; an IRELATIVE's; DT_FINI_ARRAY's. */
	uint32_t enter, init, first, fini;
	/* Distances: of the tables, of the program's own entry. */
	uint32_t enter_table, init_table, first_table, fini_table, enter_jump;
};

/* NULL: it is not one of those that can be fused. */
const struct lw_fuse_machine *lw_fuse_machine_of(uint16_t machine, uint8_t bits, bool big);
enum lw_fuse_kind lw_fuse_kind_of(const struct lw_fuse_machine *m, uint32_t type, const struct lw_fuse_type **out);

extern const struct lw_fuse_machine lw_fuse_x86_64, lw_fuse_aarch64;

#endif
