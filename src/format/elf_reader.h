/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the ELF reader share: reading through two small windows, addresses to file offsets, strings. A
 * reader lives on the stack of the public call; what outlives it is taken from the arena.
 */
#ifndef LW_FORMAT_ELF_READER_H
#define LW_FORMAT_ELF_READER_H

#include "base/vec.h"
#include "format/elf_records.h"
#include "os/source.h"

#define LW_ELF_WINDOW 4096

struct lw_elf_window {
	uint64_t off, len;
	uint8_t bytes[LW_ELF_WINDOW];
};

/* The string table that DT_STRTAB names. Few strings are copied one by one; many make the whole table be read once. */
struct lw_elf_strtab {
	bool known;
	uint64_t off, len; /* up to the end of the segment's file bytes: no loader looks at DT_STRSZ */
	uint64_t size;     /* DT_STRSZ where it can be true, else len: how much is worth reading at once */
	unsigned n_copied;
	uint64_t n_copied_bytes;
	uint64_t n_name_bytes; /* of all that lw_elf_name gave */
	struct lw_span whole;
	uint64_t whole_end; /* behind the last NUL of whole */
};

struct lw_elf_reader {
	const struct lw_source *src;
	struct lw_arena *a;
	const struct lw_elf *elf; /* what is known so far */
	const struct lw_image *img;
	bool is64, big;
	struct lw_error *damage; /* the first; in the arena */
	struct lw_elf_strtab str;
	struct lw_elf_window head, win, text; /* text: of the string table */
};

/* Who names a string, for messages: "DT_NEEDED", the file offset of the entry, and the string's offset in the table. */
struct lw_elf_ref {
	const char *who;
	uint64_t at, str;
};

/* Part of a file, as the program headers place an address. */
struct lw_elf_place {
	uint64_t off, len; /* len: what the segment has from there on in the file */
};

/* Starts a reader; img and its elf stay with the caller. Errors: IO. */
bool lw_elf_reader_init(struct lw_elf_reader *r, const struct lw_source *src, struct lw_arena *a,
			struct lw_error *err) LW_USE;
void lw_elf_reader_of(struct lw_elf_reader *r, const struct lw_image *img);

/* Fills a window with what lies at off, up to its size or the end of the file. Errors: IO. */
bool lw_elf_fill(struct lw_elf_reader *r, struct lw_elf_window *w, uint64_t off, struct lw_error *err) LW_USE;
/* len bytes (at most LW_ELF_WINDOW) at off, good until the next call. Errors: TRUNCATED, IO. */
bool lw_elf_bytes(struct lw_elf_reader *r, uint64_t off, uint64_t len, struct lw_span *out,
		  struct lw_error *err) LW_USE;
/* A copy of len bytes in the arena. Errors: TRUNCATED, IO, NOMEM. */
bool lw_elf_keep(struct lw_elf_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) LW_USE;
bool lw_elf_record(struct lw_elf_reader *r, const struct lw_record *rec, uint64_t off, void *host,
		   struct lw_error *err) LW_USE;

/* As many of n consecutive records as a window holds, at least one: their bytes, and in *got how many they are. */
bool lw_elf_run(struct lw_elf_reader *r, const struct lw_record *rec, uint64_t off, uint64_t n, struct lw_span *out,
		uint64_t *got, struct lw_error *err) LW_USE;

/* Keeps *what as the image's damage if it is the first, and clears it; what is not about the file (NOMEM, IO) becomes
 * *err and gives false. */
bool lw_elf_damage(struct lw_elf_reader *r, struct lw_error *what, struct lw_error *err) LW_USE;

/* Where an address lies in the file. False if no PT_LOAD has file bytes there. */
bool lw_elf_map(const struct lw_elf_reader *r, uint64_t addr, struct lw_elf_place *out);

/* The last entry with that tag, which is the one that counts (glibc elf/get-dynamic-info.h); or NULL. */
const struct lw_dyn *lw_elf_dyn(const struct lw_elf *elf, uint64_t tag);
/* Its value; 0: there is none. */
uint64_t lw_elf_dyn_value(const struct lw_elf *elf, uint64_t tag);
uint64_t lw_elf_dyn_off(const struct lw_elf_reader *r, const struct lw_dyn *d);

/* Maps the address in d. Errors: MALFORMED. */
bool lw_elf_map_dyn(const struct lw_elf_reader *r, const struct lw_dyn *d, struct lw_elf_place *out,
		    struct lw_error *err) LW_USE;

/* Finds the string table; without DT_STRTAB it stays unknown. Errors: MALFORMED. */
bool lw_elf_strings_open(struct lw_elf_reader *r, struct lw_error *err) LW_USE;
/* Reads the whole table, for those who need most of it. Errors: TRUNCATED, LIMIT, IO, NOMEM. */
bool lw_elf_strings_load(struct lw_elf_reader *r, uint64_t n, struct lw_error *err) LW_USE;
/* A string of it, in the arena. Errors: MALFORMED, TRUNCATED, LIMIT, IO, NOMEM. */
bool lw_elf_string(struct lw_elf_reader *r, struct lw_elf_ref ref, const char **out, struct lw_error *err) LW_USE;

/* The same for what is kept of a file and looked up again and again: the entries of the dynamic section and versions.
 * Strings may overlap, so all of them together have a limit. Errors: as lw_elf_string. */
bool lw_elf_name(struct lw_elf_reader *r, struct lw_elf_ref ref, const char **out, struct lw_error *err) LW_USE;

/* The parts. Each gives false with what it met; what it read before stays. */
bool lw_elf_read_dynamic(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf,
			 struct lw_error *err) LW_USE;
bool lw_elf_read_names(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) LW_USE;
bool lw_elf_read_verneeds(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf,
			  struct lw_error *err) LW_USE;
bool lw_elf_read_verdefs(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf,
			 struct lw_error *err) LW_USE;
/* The head of the hash table only: whoever wants symbols counts them. */
bool lw_elf_check_hash(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) LW_USE;
/* The hash of DT_HASH and of versions (gABI chapter 5, "Hash Table"). */
uint32_t lw_elf_hash(const char *name);
/* Bytes of a word of DT_HASH: eight on Alpha and 64 bit S/390 (glibc sysdeps/{alpha,s390}), else four. */
unsigned lw_elf_hash_word(const struct lw_elf_reader *r);
/* How many dynamic symbols there are with the null one, as the hash tables tell; 0: none or not told. Errors:
 * MALFORMED, LIMIT, TRUNCATED, IO. */
bool lw_elf_count_symbols(struct lw_elf_reader *r, uint64_t *n, struct lw_error *err) LW_USE;
/* Do the hash tables tell it? An empty GNU one does not: then only what lies behind the symbols ends them. Errors: as
 * above. */
bool lw_elf_hash_counts(struct lw_elf_reader *r, bool *counts, struct lw_error *err) LW_USE;
/* The hash of DT_GNU_HASH. */
uint32_t lw_elf_gnu_hash(const char *name);
bool lw_elf_read_notes(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) LW_USE;

/* What was fused into the file, where lw_elf_read_notes met a note of it (elf_fused.c). Errors: IO, NOMEM; what is
 * wrong with the note itself is kept. */
bool lw_elf_read_fused(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) LW_USE;

struct lw_elf_dlopens {
	LW_VEC(struct lw_dlopen_note) list;
};

/* Adds what the JSON of one dlopen metadata note tells; what is not as the specification has it is left out. Errors:
 * NOMEM. */
bool lw_elf_dlopen_json(struct lw_arena *a, struct lw_span json, struct lw_elf_dlopens *out,
			struct lw_error *err) LW_USE;

#endif
