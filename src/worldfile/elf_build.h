/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes small ELF files from a description, for world files and tests. What it makes is sound enough for the real
 * loader to map: one loadable segment with headers, dynamic section, strings, one null symbol, hash table, notes and
 * versions.
 */
#ifndef LW_WORLDFILE_ELF_BUILD_H
#define LW_WORLDFILE_ELF_BUILD_H

#include "base/vec.h"
#include "bytes/span.h"

struct lw_elf_text_entry {
	uint64_t tag;
	const char *text;
};

struct lw_elf_version {
	const char *file; /* NULL: defined here */
	const char *version;
	bool weak;
};

struct lw_elf_poke {
	uint64_t off;
	struct lw_span bytes;
};

struct lw_elf_desc {
	bool is64, big_endian;
	uint16_t machine, type;
	uint8_t osabi, abiversion;
	uint8_t ident_class, ident_data;          /* 0: as they are */
	const char *interp;                       /* NULL: none */
	LW_VEC(struct lw_elf_text_entry) entries; /* dynamic entries with a string, in order */
	uint64_t flags_1;
	LW_VEC(struct lw_elf_version) versions;
	bool has_abi;
	uint32_t abi[4];     /* system, a, b, c */
	uint32_t isa_needed; /* x86 property bits */
	struct lw_span build_id;
	const char *dlopen; /* JSON of a dlopen note */
	const char *blob;   /* bytes that are just there, NUL-parted; n_blob of them */
	size_t n_blob;
	bool cut;
	uint64_t n_cut;
	LW_VEC(struct lw_elf_poke) pokes;
};

/* The file's bytes in the arena. Errors: NOMEM, LIMIT. */
bool lw_elf_build(const struct lw_elf_desc *d, struct lw_arena *a, struct lw_span *out, struct lw_error *err) LW_USE;

#endif
