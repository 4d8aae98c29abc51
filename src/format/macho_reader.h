/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the Mach-O reader share. A reader is about one slice of a file (a thin file is one slice) and lives
 * on the stack of the public call. Offsets in a Mach-O file count from its slice; here each is made absolute as soon as
 * it is read.
 */
#ifndef LW_FORMAT_MACHO_READER_H
#define LW_FORMAT_MACHO_READER_H

#include "base/vec.h"
#include "format/images.h"
#include "format/macho_records.h"
#include "os/source.h"

#define LW_MACHO_WINDOW 4096

/* For lw_vec_add. */
struct lw_macho_texts {
	struct lw_entry_text *at;
	uint32_t n, cap;
};

/* What load commands add to, one list for each kind. */
struct lw_macho_lists {
	LW_VEC(struct lw_macho_command) commands;
	LW_VEC(struct lw_need) needs;
	LW_VEC(struct lw_macho_dylib) dylibs;
	struct lw_macho_texts rpaths, environment, clients, sub_umbrellas, sub_libraries;
	LW_VEC(struct lw_macho_build) builds;
	LW_VEC(struct lw_macho_segment) segments;
	LW_VEC(struct lw_macho_section) sections;
};

struct lw_macho_reader {
	const struct lw_source *src;
	struct lw_arena *a;
	struct lw_image *img;
	struct lw_macho *macho;
	uint64_t base, size; /* the slice, as much of it as the file has */
	bool is64, big;
	struct lw_span cmds;     /* all load commands, in the arena: names point into it */
	struct lw_error *damage; /* the first; in the arena */
	struct lw_macho_lists lists;
	uint64_t win_off, n_win;
	uint8_t win[LW_MACHO_WINDOW];
};

void lw_macho_reader_init(struct lw_macho_reader *r, const struct lw_source *src, struct lw_arena *a, uint64_t base,
			  uint64_t size);
/* A reader of what has been parsed. */
void lw_macho_reader_of(struct lw_macho_reader *r, const struct lw_source *src, struct lw_arena *a,
			const struct lw_image *img);

/* len bytes (at most LW_MACHO_WINDOW) at the absolute offset, good until the next call. Errors: TRUNCATED, IO. */
bool lw_macho_bytes(struct lw_macho_reader *r, uint64_t off, uint64_t len, struct lw_span *out,
		    struct lw_error *err) LW_USE;
/* A copy of len bytes in the arena. Errors: TRUNCATED, IO, NOMEM. */
bool lw_macho_keep(struct lw_macho_reader *r, uint64_t off, uint64_t len, struct lw_span *out,
		   struct lw_error *err) LW_USE;
bool lw_macho_record(struct lw_macho_reader *r, const struct lw_record *rec, uint64_t off, bool big, void *host,
		     struct lw_error *err) LW_USE;

/* Keeps *what as the image's damage if it is the first, and clears it; what is not about the file (NOMEM, IO) becomes
 * *err and gives false. */
bool lw_macho_damage(struct lw_macho_reader *r, struct lw_error *what, struct lw_error *err) LW_USE;

/* A range of the slice made absolute. who names it in messages, at is what asks for it. Errors: TRUNCATED. */
bool lw_macho_place(const struct lw_macho_reader *r, const char *who, uint64_t at, uint64_t off, uint64_t len,
		    struct lw_macho_part *out, struct lw_error *err) LW_USE;

/* The bytes of a command, and its name for messages. */
struct lw_span lw_macho_command_bytes(const struct lw_macho_reader *r, const struct lw_macho_command *c);
const char *lw_macho_command_words(const struct lw_macho_command *c);
/* The string at that offset of a command. Errors: MALFORMED. */
bool lw_macho_text(const struct lw_macho_reader *r, const struct lw_macho_command *c, uint64_t at, const char **out,
		   struct lw_error *err) LW_USE;

/* The parts. Each gives false with what it met; what it read before stays. */
bool lw_macho_take_command(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) LW_USE;
bool lw_macho_take_segment(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) LW_USE;
bool lw_macho_take_build(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) LW_USE;
bool lw_macho_take_version_min(struct lw_macho_reader *r, const struct lw_macho_command *c,
			       struct lw_error *err) LW_USE;
bool lw_macho_take_dylib(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) LW_USE;
bool lw_macho_take_id(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) LW_USE;
bool lw_macho_read_signature(struct lw_macho_reader *r, struct lw_error *err) LW_USE;

/* One slice, from off on. Errors: UNKNOWN_FORMAT, TRUNCATED (no whole header), IO, NOMEM. */
bool lw_macho_parse_slice(const struct lw_source *src, uint64_t off, uint64_t size, struct lw_arena *a,
			  struct lw_image **out, struct lw_error *err) LW_USE;
/* The number that an image has for a cputype. */
uint16_t lw_macho_machine(uint64_t cputype);
/* All slices of a universal file. */
bool lw_macho_parse_fat(const struct lw_source *src, struct lw_arena *a, struct lw_images *out,
			struct lw_error *err) LW_USE;

/* Bits of the entitlements that an XML property list grants. */
uint32_t lw_macho_entitlements(struct lw_span xml);

/* What lw_macho_symbols gathers; names are copied into the arena, all together limited. */
struct lw_macho_symbols {
	struct lw_macho_reader *r;
	struct lw_arena *scratch;
	uint64_t n_name_bytes;
	LW_VEC(struct lw_macho_symbol) list;
};

/* Adds a symbol of that name; *out may be filled in until the next is added. Errors: LIMIT, NOMEM. */
bool lw_macho_add_symbol(struct lw_macho_symbols *s, const char *name, uint64_t n_name, uint64_t at,
			 struct lw_macho_symbol **out, struct lw_error *err) LW_USE;
/* All of a part, in the scratch arena. Errors: LIMIT, TRUNCATED, IO, NOMEM. */
bool lw_macho_view(struct lw_macho_symbols *s, const char *who, struct lw_macho_part part, struct lw_span *out,
		   struct lw_error *err) LW_USE;
bool lw_macho_read_trie(struct lw_macho_symbols *s, struct lw_error *err) LW_USE;
bool lw_macho_read_binds(struct lw_macho_symbols *s, struct lw_error *err) LW_USE;
bool lw_macho_read_chained(struct lw_macho_symbols *s, struct lw_error *err) LW_USE;

#endif
