/* SPDX-License-Identifier: Apache-2.0 */
/* Reads Mach-O files: thin and universal ones, 32 and 64 bit, both byte orders, any machine. */
#ifndef LW_FORMAT_MACHO_PARSE_H
#define LW_FORMAT_MACHO_PARSE_H

#include "base/arena.h"
#include "format/images.h"
#include "linkwright/macho.h"
#include "os/source.h"

/*
 * Reads what each image tells (linkwright/macho.h) into the arena: one of a thin file, one for each slice of a
 * universal one. As with ELF, what could not be read behind a file header is told by the image's damage, and what was
 * read before it is there; of a slice that has no header nothing is known but its entry. Errors: UNKNOWN_FORMAT (other
 * magic, a Java class, a universal file without any Mach-O in it), TRUNCATED (shorter than its header or than its table
 * of slices), LIMIT, IO, NOMEM.
 */
bool lw_macho_parse(const struct lw_source *src, struct lw_arena *a, struct lw_images *out,
		    struct lw_error *err) LW_USE;

/*
 * Symbols that the image takes from others, in the order of the file, and then those that it gives. The former come
 * from what dyld binds by, chained fixups or the opcodes of LC_DYLD_INFO, else from the symbol table; the latter from
 * the trie, else from the symbol table. Errors: MALFORMED, TRUNCATED, LIMIT, UNSUPPORTED, IO, NOMEM.
 */
bool lw_macho_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		      const struct lw_macho_symbol **out, size_t *n, struct lw_error *err) LW_USE;

#define LW_MACHO_MOST_DIRECTORIES 8

/* What the pages of one code directory are worth. */
struct lw_macho_pages {
	bool checked; /* false: hashes of a kind that is not computed here */
	uint32_t n_wrong;
	uint64_t first_wrong; /* offset of the first wrong page */
};

struct lw_macho_check {
	uint32_t n; /* as many as there are directories */
	struct lw_macho_pages pages[LW_MACHO_MOST_DIRECTORIES];
};

#define LW_MACHO_LONGEST_HASH 32

/* How many bytes a hash of that kind has (CS_HASHTYPE_…); 0: none of that kind is computed here. */
uint8_t lw_macho_hash_size(uint8_t hash_type);
/* The hash of n bytes at off, of a kind that is computed here. Errors: TRUNCATED, IO. */
bool lw_macho_hash(const struct lw_source *src, uint8_t hash_type, uint64_t off, uint64_t n,
		   uint8_t out[LW_MACHO_LONGEST_HASH], struct lw_error *err) LW_USE;

/* Compares the hashes of each code directory with the bytes of the file, which is read once for each. Errors:
 * MALFORMED, TRUNCATED, IO, NOMEM. */
bool lw_macho_check_signature(const struct lw_source *src, const struct lw_image *img, struct lw_macho_check *out,
			      struct lw_error *err) LW_USE;

#endif
