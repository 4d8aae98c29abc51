/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that make section headers and symbols for tools share. gABI chapter 4, "Sections" and "Symbol Table".
 */
#ifndef LW_FUSE_SECTIONS_H
#define LW_FUSE_SECTIONS_H

#include "fuse/fusing.h"

/* A section of the new file. */
struct lw_fuse_section {
	struct lw_shdr raw; /* its sh_link is set when all have their numbers */
	const char *name;
	uint32_t part;                 /* from 1; 0: of none */
	uint32_t old;                  /* its number in the part's file; 0: it had none */
	uint32_t follow;               /* order of what has the same address */
	enum lw_fuse_block_kind block; /* LW_FUSE_N_BLOCKS: none */
};

/* A symbol of .symtab. */
struct lw_fuse_named {
	const char *name;
	struct lw_sym raw;
};

struct lw_fuse_sectioning {
	struct lw_fusing *f;
	LW_VEC(struct lw_fuse_section) list; /* with the null section; sorted before they are numbered */
	uint32_t **number;                   /* by part and old number: the new one; 0: it is not there */
	bool plain;                          /* too many: libraries have one for each segment */
	uint32_t tdata, tbss;                /* numbers; 0: not there */
	LW_VEC(uint32_t) found;              /* those that hold addresses, in their order */
	uint64_t end;                        /* of the file up to now */
	struct lw_fuse_names {
		struct lw_fuse_named *at;
		uint32_t n, cap;
	} local, global;
	uint64_t n_strtab;
	struct lw_span symtab, strtab;
};

/* Adds one; its name is joined of two texts. NULL: NOMEM. */
struct lw_fuse_section *lw_fuse_section_add(struct lw_fuse_sectioning *s, const char *name, const char *suffix,
					    struct lw_shdr raw, struct lw_error *err) LW_USE;
/* sections_parts.c: what the parts have in memory, without gaps; what the target has beside that. */
bool lw_fuse_sections_of_parts(struct lw_fuse_sectioning *s, struct lw_error *err) LW_USE;
bool lw_fuse_sections_beside(struct lw_fuse_sectioning *s, struct lw_error *err) LW_USE;
/* sections_blocks.c: one for each new block; then, when all have numbers, what they say of each other. */
bool lw_fuse_sections_of_blocks(struct lw_fuse_sectioning *s, struct lw_error *err) LW_USE;
void lw_fuse_sections_link(struct lw_fuse_sectioning *s);
/* The number of the section with the address, or that ends there; SHN_ABS: none. */
uint32_t lw_fuse_section_at(const struct lw_fuse_sectioning *s, uint64_t addr);
/* The same for an offset in the block of thread-local variables. */
uint32_t lw_fuse_section_of_tls(const struct lw_fuse_sectioning *s, uint64_t off);

/* symtab.c: .symtab and .strtab, as bytes. */
bool lw_fuse_symtab(struct lw_fuse_sectioning *s, struct lw_error *err) LW_USE;
/* symtab_parts.c: gathers those of one part. */
bool lw_fuse_symtab_of(struct lw_fuse_sectioning *s, uint32_t part, struct lw_error *err) LW_USE;

/* debug_frames.c: what debuggers need to unwind the libraries, as .debug_frame. Errors: IO, NOMEM. */
bool lw_fuse_debug_frames(struct lw_fusing *f, struct lw_span *out, struct lw_error *err) LW_USE;

/* What a tool should call the part: its soname or the file's name. */
const char *lw_fuse_part_name(const struct lw_fuse_part *p);

#endif
