/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a new file tells the loader of its symbols, as bytes: .dynsym, .dynstr, .gnu.hash, .hash, .gnu.version,
 * .gnu.version_r and .gnu.version_d. Pure data to bytes; the caller says where they lie. Their sizes do not depend on
 * that, so they are known before any address is; what .dynsym holds follows (lw_fuse_tables_place). Sources: gABI
 * chapter 4 "Symbol Table", chapter 5 "Hash Table"; LSB core "Symbol Versioning"; glibc elf/dl-lookup.c,
 * elf/dl-setup_hash.c and elf/dl-version.c for what readers take.
 */
#ifndef LW_FUSE_TABLES_H
#define LW_FUSE_TABLES_H

#include "base/arena.h"
#include "base/map.h"
#include "bytes/span.h"

/* The number of a symbol in a relocation of a 32 bit file has 24 bits (ELF32_R_SYM). */
#define LW_FUSE_MOST_SYMBOLS 0xffffffu
/* An index of a version has 15 bits, the sixteenth says hidden. */
#define LW_FUSE_MOST_VERSIONS 0x7fffu
#define LW_FUSE_NO_TEXT UINT64_MAX

/* One symbol of the new file. */
struct lw_fuse_symbol {
	const char *name;
	const char *version;      /* NULL: none */
	const char *version_file; /* the file whose version it is, as DT_VERNEED has it; NULL: the new file's own. A
				     defined symbol may have one, too: what a COPY relocation fills */
	bool defined;
	bool hidden;         /* not the default version: bit 15 of the index */
	bool version_weak;   /* VER_FLG_WEAK; a version is needed weakly only where all that need it do so */
	bool found;          /* look-ups find it although it is not defined: the value of an undefined function is the
				program's PLT entry */
	uint8_t info, other; /* as in the file */
	uint64_t value, size;
	uint16_t shndx;
	uint32_t index; /* out: its place in .dynsym, where 0 is the null symbol */
	uint32_t str;   /* out: its name's offset in .dynstr */
};

/* A version that is asked for without a symbol, such as GLIBC_ABI_DT_RELR of libc.so.6. */
struct lw_fuse_version_need {
	const char *file, *version;
	bool weak;
};

/* A version that is defined even where no symbol has it, or that follows others (what readelf calls its parents). */
struct lw_fuse_version_def {
	const char *name;
	const char *const *parents;
	uint32_t n_parents;
	bool weak;
};

/* All texts are borrowed and must live as long as this. Zero what is not meant. */
struct lw_fuse_tables {
	/* in */
	struct lw_arena *a;
	bool is64, big;
	bool sysv;      /* DT_HASH, too */
	bool wide_hash; /* the words of DT_HASH have 8 bytes: s390x and alpha */
	const char
		*base; /* the name that VER_FLG_BASE gives: soname or file name; only read where versions are defined */
	struct lw_fuse_symbol *symbols; /* stay in their order */
	uint32_t n;
	const char *const *texts; /* further strings for .dynstr: DT_NEEDED, DT_SONAME, DT_RUNPATH, ... */
	uint32_t n_texts;
	const struct lw_fuse_version_need *more;
	uint32_t n_more;
	const struct lw_fuse_version_def *defs; /* get the first indices, in this order; need not be complete */
	uint32_t n_defs;
	bool no_second; /* no version has index 2, which references without one take: numbers begin with 3 */

	/* out; of length 0: not there. Alignments: one word of the file for dynsym, gnu_hash and a wide hash, 4 for
	 * hash, verneed and verdef, 2 for versym */
	struct lw_span dynsym, dynstr, gnu_hash, hash, versym, verneed, verdef;
	uint32_t n_verneed, n_verdef; /* DT_VERNEEDNUM, DT_VERDEFNUM; also sh_info of their sections */
	uint32_t n_symbols;           /* of .dynsym, the null symbol among them */
	uint32_t n_local;             /* sh_info of .dynsym: the null symbol and those of STB_LOCAL, which come first */
	struct lw_fuse_symbol **order; /* [n_symbols]: the symbol of each place; NULL for 0 */

	/* own */
	struct lw_map strings;
	uint8_t *dynsym_bytes;
};

/*
 * Makes all bytes but those of .dynsym, which are zeros yet. The order of .dynsym: local symbols, imports that nobody
 * looks up, then those that the GNU hash table finds, by bucket; otherwise as they were given. Indices of versions: 1
 * for the base, then definitions, then needs (from 2 on, or from 3). .gnu.version and its tables are only there where
 * any symbol has a version or one is asked for or defined. Errors: LIMIT (too many symbols or versions, too much text),
 * NOMEM, INTERNAL (an undefined symbol with a version of no file; versions defined without a base).
 */
bool lw_fuse_tables_build(struct lw_fuse_tables *t, struct lw_error *err) LW_USE;

/* The offset in .dynstr of a text that was given, be it a version, a file or one of texts; 0 for "".
 * LW_FUSE_NO_TEXT: it is not there as a whole text of its own. */
uint64_t lw_fuse_tables_text(const struct lw_fuse_tables *t, const char *text);

/*
 * Writes .dynsym from t->symbols: value, size, shndx, info and other may have changed since lw_fuse_tables_build; what
 * decides on names, versions and order may not (so neither defined nor found, nor whether it is local). Any number of
 * times. Errors: LIMIT for a value or size beyond 32 bits in such a file.
 */
bool lw_fuse_tables_place(struct lw_fuse_tables *t, struct lw_error *err) LW_USE;

#endif
