/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the world-file reader. A statement's indented lines are read by the same room's describers. */
#ifndef LW_WORLDFILE_PARSE_H
#define LW_WORLDFILE_PARSE_H

#include "format/ldcache.h"
#include "worldfile/elf_build.h"
#include "worldfile/macho_build.h"
#include "worldfile/pe_build.h"
#include "worldfile/words.h"
#include "worldfile/worldfile.h"

/* What the indented lines belong to. */
enum lw_block {
	LW_BLOCK_NONE,
	LW_BLOCK_FILE,
	LW_BLOCK_ELF,
	LW_BLOCK_MACHO,
	LW_BLOCK_PE,
	LW_BLOCK_CACHE,
	LW_BLOCK_EXPECT
};

struct lw_cache_row {
	const char *name, *path;
	uint32_t flags, osversion;
	uint64_t hwcap;
	const char *hwcap_name; /* or NULL */
	uint32_t line;
};

struct lw_world_reading {
	struct lw_arena *a;
	struct lw_worldfile *w;
	uint16_t machine;
	uint8_t bits;
	bool big_endian;
	enum lw_block block;
	struct lw_mem_node *node;
	struct lw_elf_desc elf;
	struct lw_macho_desc macho;
	struct lw_pe_desc pe;
	bool program, has_mode;
	LW_VEC(struct lw_cache_row) rows;
	enum lw_ldcache_format cache_format;
	bool cut;
	uint64_t n_cut;
	LW_VEC(struct lw_elf_poke) pokes;
};

/* One indented line of an `elf` (parse_elf.c). */
bool lw_world_elf_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) LW_USE;
/* Starts an elf's description with the world's machine; and builds its bytes at the end. */
void lw_world_elf_begin(struct lw_world_reading *r);
bool lw_world_elf_end(struct lw_world_reading *r, struct lw_error *err) LW_USE;
/* A stand-in for a loader with a version and trusted directories in its bytes. */
bool lw_world_loader(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) LW_USE;
/* The same for a Mach-O file (parse_macho.c). */
void lw_world_macho_begin(struct lw_world_reading *r);
bool lw_world_macho_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) LW_USE;
bool lw_world_macho_end(struct lw_world_reading *r, struct lw_error *err) LW_USE;
/* `loader dyld [A.B]`: the rules of that macOS. */
bool lw_world_dyld(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) LW_USE;
/* The same for a PE file (parse_pe.c); path is the file's. */
void lw_world_pe_begin(struct lw_world_reading *r, const char *path);
bool lw_world_pe_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) LW_USE;
bool lw_world_pe_end(struct lw_world_reading *r, struct lw_error *err) LW_USE;
/* A statement about Windows (parse_windows.c); *known is false if it is none. At the end they become the world's. */
bool lw_world_windows_statement(struct lw_world_reading *r, const struct lw_words *w, bool *known,
				struct lw_error *err) LW_USE;
void lw_world_windows_end(struct lw_world_reading *r);
/* The same for a cache (parse_cache.c). */
bool lw_world_cache_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) LW_USE;
bool lw_world_cache_end(struct lw_world_reading *r, struct lw_error *err) LW_USE;

/* A number, decimal or 0x…; the whole word. Errors: MALFORMED. */
bool lw_world_number(const char *word, uint64_t most, uint64_t *out, struct lw_error *err) LW_USE;
/* Pairs of hex digits from words i on. Errors: MALFORMED, NOMEM. */
bool lw_world_hex(struct lw_arena *a, const struct lw_words *w, unsigned i, struct lw_span *out,
		  struct lw_error *err) LW_USE;

#endif
