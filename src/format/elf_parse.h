/* SPDX-License-Identifier: Apache-2.0 */
/* Reads ELF files: any class, byte order and machine. The program headers are the truth; section headers are not looked
 * at. */
#ifndef LW_FORMAT_ELF_PARSE_H
#define LW_FORMAT_ELF_PARSE_H

#include "base/arena.h"
#include "linkwright/elf.h"
#include "os/source.h"

/*
 * Reads what an image tells (linkwright/elf.h) into the arena. A file whose first four bytes are ELF's and that holds a
 * whole file header always gives an image: what could not be read behind the header is told by image->damage, and what
 * was read before it is there. *out is owned by the arena. Errors: UNKNOWN_FORMAT (other magic, or a class or byte
 * order that does not exist), TRUNCATED (shorter than its header), IO, NOMEM.
 */
bool lw_elf_parse(const struct lw_source *src, struct lw_arena *a, struct lw_image **out, struct lw_error *err) LW_USE;

/* The same by the rules of a loader that does not look at e_ident: magic, class and byte order are taken for granted.
 */
bool lw_elf_parse_as(const struct lw_source *src, uint8_t bits, bool big_endian, struct lw_arena *a,
		     struct lw_image **out, struct lw_error *err) LW_USE;

/* The dynamic symbols without the null one, with their versions. Errors: MALFORMED, TRUNCATED, LIMIT, IO, NOMEM. */
bool lw_elf_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		    const struct lw_symbol **out, size_t *n, struct lw_error *err) LW_USE;

/* How the relocations refer to a symbol. */
struct lw_elf_reference {
	uint32_t turn; /* its place among the symbols that are referred to, by the first relocation of each, from 1; 0:
			  it is none of them */
	uint8_t kinds; /* bits of enum lw_ref */
};

/* Those to each of n symbols, which are counted without the null one. Relocations are read once, up to the end of their
 * segments. Errors: MALFORMED, TRUNCATED, IO, NOMEM. */
bool lw_elf_references(const struct lw_source *src, const struct lw_image *img, size_t n, struct lw_arena *a,
		       struct lw_elf_reference **out, struct lw_error *err) LW_USE;

#endif
