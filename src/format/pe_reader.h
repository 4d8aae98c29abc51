/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the PE reader share: reading through small windows, RVAs to file offsets, strings. A reader lives
 * on the stack of the public call; what outlives it is taken from the arena.
 */
#ifndef LW_FORMAT_PE_READER_H
#define LW_FORMAT_PE_READER_H

#include "base/vec.h"
#include "format/pe_records.h"
#include "os/source.h"

#define LW_PE_WINDOW 4096

struct lw_pe_window {
	uint64_t off, len;
	uint8_t bytes[LW_PE_WINDOW];
};

struct lw_pe_reader {
	const struct lw_source *src;
	struct lw_arena *a;
	struct lw_image *img;
	struct lw_pe *pe; /* what is known so far */
	bool is64;
	struct lw_error *damage;             /* the first; in the arena */
	uint32_t n_mapped;                   /* sections that ascend: the others are never mapped */
	uint64_t n_name_bytes;               /* of all strings that were kept */
	struct lw_pe_window head, win, text; /* text: of strings */
};

/* Who names an address, for messages: "an import descriptor", the file offset of the field, and the RVA that it has. */
struct lw_pe_ref {
	const char *who;
	uint64_t at, rva;
};

/* Part of the image in memory: len bytes of the file at off, and behind them zeros. */
struct lw_pe_place {
	uint64_t off, len, zeros;
};

/* Starts a reader; img and its pe stay with the caller. Errors: IO. */
bool lw_pe_reader_init(struct lw_pe_reader *r, const struct lw_source *src, struct lw_arena *a, struct lw_image *img,
		       struct lw_pe *pe, struct lw_error *err) LW_USE;
/* The same for an image that has been read. */
bool lw_pe_reader_of(struct lw_pe_reader *r, const struct lw_source *src, struct lw_arena *a,
		     const struct lw_image *img, struct lw_image *copy, struct lw_pe *pe, struct lw_error *err) LW_USE;

/* len bytes (at most LW_PE_WINDOW) at a file offset, good until the next call. Errors: TRUNCATED, IO. */
bool lw_pe_bytes(struct lw_pe_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) LW_USE;
bool lw_pe_record(struct lw_pe_reader *r, const struct lw_record *rec, uint64_t off, void *host,
		  struct lw_error *err) LW_USE;

/* Keeps *what as the image's damage if it is the first, and clears it; what is not about the file (NOMEM, IO) becomes
 * *err and gives false. */
bool lw_pe_damage(struct lw_pe_reader *r, struct lw_error *what, struct lw_error *err) LW_USE;

/* How many sections the loader would map: they ascend and do not overlap. */
uint32_t lw_pe_count_mapped(const struct lw_pe *pe);
/* What an address of the image holds. False if neither headers nor a section have it. */
bool lw_pe_map(const struct lw_pe_reader *r, uint64_t rva, struct lw_pe_place *out);
/* The same. Errors: MALFORMED. */
bool lw_pe_map_ref(const struct lw_pe_reader *r, struct lw_pe_ref ref, struct lw_pe_place *out,
		   struct lw_error *err) LW_USE;

/* The n bytes (at most LW_PE_WINDOW) at an address into buf, and their file offset. Errors: MALFORMED, TRUNCATED, IO.
 */
bool lw_pe_copy(struct lw_pe_reader *r, struct lw_pe_ref ref, uint64_t n, uint8_t *buf, uint64_t *off,
		struct lw_error *err) LW_USE;
/* A record at an address, and its file offset. Errors: as lw_pe_copy. */
bool lw_pe_record_at(struct lw_pe_reader *r, const struct lw_record *rec, struct lw_pe_ref ref, void *host,
		     uint64_t *off, struct lw_error *err) LW_USE;
/* The string at an address, in the arena. Strings may overlap, so all of them together have a limit. Errors:
 * MALFORMED, LIMIT, TRUNCATED, IO, NOMEM. */
bool lw_pe_string(struct lw_pe_reader *r, struct lw_pe_ref ref, const char **out, struct lw_error *err) LW_USE;

/* Where the entry of a data directory lies in the file, and a reference to what it names. */
uint64_t lw_pe_directory_off(const struct lw_pe_reader *r, unsigned index);
struct lw_pe_ref lw_pe_directory_ref(const struct lw_pe_reader *r, unsigned index);
/* Where the field of a record lies, host being its offset in the host struct. */
uint64_t lw_pe_field_off(const struct lw_record *rec, bool is64, size_t host);

/* The library of a forwarded export, with its ending; "" if it names none. NULL with NOMEM. */
const char *lw_pe_forward_library(struct lw_arena *a, const char *forward, struct lw_error *err) LW_USE;

struct lw_pe_needs {
	LW_VEC(struct lw_need) needs;
	LW_VEC(struct lw_pe_dll) dlls;
};

/* The parts. Each gives false with what it met; what it read before stays. */
typedef bool lw_pe_part(struct lw_pe_reader *r, struct lw_error *err);
lw_pe_part lw_pe_read_optional, lw_pe_read_sections, lw_pe_check_sections, lw_pe_check_alignment, lw_pe_read_bounds,
	lw_pe_read_exports, lw_pe_read_load_config, lw_pe_read_clr, lw_pe_read_debug, lw_pe_read_tls,
	lw_pe_read_certificate, lw_pe_read_overlay, lw_pe_read_manifests;
bool lw_pe_read_imports(struct lw_pe_reader *r, struct lw_pe_needs *out, struct lw_error *err) LW_USE;
bool lw_pe_read_delays(struct lw_pe_reader *r, struct lw_pe_needs *out, struct lw_error *err) LW_USE;
bool lw_pe_read_forwards(struct lw_pe_reader *r, struct lw_pe_needs *out, struct lw_error *err) LW_USE;

#endif
