/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ELF file as it lies in memory, for those who have to look at its code: the loaded parts with their addresses, its
 * sections, its symbols, its functions, and who uses which address. Everything lives in the arena that is told. What is
 * damaged is not there; errors are NOMEM and IO only.
 */
#ifndef LW_FORMAT_ELF_SPACE_H
#define LW_FORMAT_ELF_SPACE_H

#include "base/vec.h"
#include "format/elf_records.h"
#include "linkwright/static.h"
#include "os/source.h"

/* Of a PT_LOAD, what the file has of it. */
struct lw_elf_part {
	uint64_t addr;
	struct lw_span bytes;
	bool code;
};

struct lw_elf_section {
	const char *name;
	struct lw_shdr raw;
};

/* A function: [start, end). name is NULL where no symbol tells it. */
struct lw_elf_function {
	uint64_t start, end;
	const char *name;
};

struct lw_elf_space {
	const struct lw_image *img;
	const struct lw_source *src;
	struct lw_arena *a;
	bool whole; /* false: larger than what is looked at, and parts is empty */
	LW_VEC(struct lw_elf_part) parts;
	LW_VEC(struct lw_elf_section) sections;
	LW_VEC(struct lw_elf_function) symbols;   /* functions of .symtab, by their start */
	LW_VEC(struct lw_elf_function) functions; /* of .eh_frame, by their start; they do not overlap */
};

/* Reads all that is above, of one file. */
bool lw_elf_space_load(struct lw_elf_space *sp, const struct lw_source *src, const struct lw_image *img,
		       struct lw_arena *a, struct lw_error *err) LW_USE;
bool lw_elf_read_sections(struct lw_elf_space *sp, struct lw_error *err) LW_USE;
bool lw_elf_read_symtab(struct lw_elf_space *sp, struct lw_error *err) LW_USE;
bool lw_elf_read_frames(struct lw_elf_space *sp, struct lw_error *err) LW_USE;

/* The section of that name, or NULL. */
const struct lw_elf_section *lw_elf_section(const struct lw_elf_space *sp, const char *name);
/* A defined symbol of that name with an address, or NULL. */
const struct lw_elf_function *lw_elf_symbol(const struct lw_elf_space *sp, const char *name);
/* The function that holds the address, or NULL. */
const struct lw_elf_function *lw_elf_function_at(const struct lw_elf_space *sp, uint64_t addr);
/* The name of the symbol that the address lies behind, or NULL. */
const char *lw_elf_symbol_at(const struct lw_elf_space *sp, uint64_t addr);

/* Is the text there, in any loaded part? */
bool lw_elf_has_text(const struct lw_elf_space *sp, const char *text, size_t n);

struct lw_elf_addrs {
	uint64_t *at;
	uint32_t n, cap;
};
/* Adds the addresses of a text that a NUL ends; alone: one comes before it too. */
bool lw_elf_text_addrs(const struct lw_elf_space *sp, const char *text, bool alone, struct lw_elf_addrs *out,
		       struct lw_error *err) LW_USE;

/* A place that names an address: an instruction that calls, jumps to or computes it, or a pointer in data. */
struct lw_elf_use {
	uint64_t from, target;
	bool data;
};
struct lw_elf_uses {
	struct lw_elf_use *at;
	uint32_t n, cap;
};

/* Is the machine's code one that is understood: x86-64, AArch64? */
bool lw_elf_can_use(const struct lw_elf_space *sp);
/* Who uses one of these addresses. Intel SDM volume 2 and Arm ARM C6 for the instructions that are looked for. */
bool lw_elf_find_uses(const struct lw_elf_space *sp, struct lw_elf_addrs *targets, struct lw_elf_uses *out,
		      struct lw_error *err) LW_USE;

/* runtime/debug.BuildInfo as cmd/link writes it (Go's debug/buildinfo), in the arena a. version stays NULL where there
 * is none. */
bool lw_elf_read_go(const struct lw_elf_space *sp, struct lw_arena *a, struct lw_go *out, struct lw_error *err) LW_USE;

/* All of include/linkwright/static.h. */
bool lw_elf_static(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a, struct lw_static *out,
		   struct lw_error *err) LW_USE;

#endif
