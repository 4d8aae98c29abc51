/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small Mach-O files for tests, written with the field tables that the reader reads with. Every command has a name
 * ("header", "rpath.1", "symtab"), so that a test can say which field it spoils; places without a record have one too
 * ("trie").
 */
#ifndef MACHO_FIXTURE_H
#define MACHO_FIXTURE_H

#include "format/macho_parse.h"
#include "format/macho_records.h"

#define MX_MOST_MARKS 96

struct mx_mark {
	char name[32];
	const struct lw_record *rec; /* NULL: only a place */
	uint64_t off;
	bool is64, big; /* of this record */
};

struct mx {
	bool is64, big;
	uint8_t *bytes; /* exactly n when it is made: a sanitizer sees a read behind them */
	size_t n, cap;
	struct mx_mark marks[MX_MOST_MARKS];
	size_t n_marks;
	uint64_t n_commands;
};

struct mx_opts {
	bool is64, big;
	unsigned chained; /* format of the imports of chained fixups; 0: the symbol table has them */
	bool binds;       /* LC_DYLD_INFO has programs of what is to be bound; not with chained */
	bool no_trie;     /* the symbol table has the exports too */
	bool no_dysymtab; /* nothing tells where they are in it */
	bool no_signature;
	bool flat;
	uint32_t type, cputype, cpusubtype; /* 0: MH_EXECUTE, x86_64 or i386 */
	uint32_t n_more_rpaths;
};

/* One file with all that the reader knows. Owner: the caller, mx_free. */
void mx_make(struct mx *m, const struct mx_opts *opts);
/* A universal file of these; slice i is named "slice.i" and begins at a multiple of 4096. */
void mx_make_fat(struct mx *m, const struct mx *slices, size_t n, bool is64);
void mx_free(struct mx *m);
/* The four flavours, by number 0 to 3. */
void mx_flavour(struct mx_opts *o, unsigned which);

/* Fails the test if there is no such name. */
const struct mx_mark *mx_find(const struct mx *m, const char *name);
uint64_t mx_get(const struct mx *m, const char *name, const char *field);
void mx_set(struct mx *m, const char *name, const char *field, uint64_t value);
uint64_t mx_field_off(const struct mx *m, const char *name, const char *field);
/* The file ends here now. */
void mx_cut(struct mx *m, size_t n);

/* What the reader makes of it. */
struct mx_parsed {
	struct lw_arena a;
	struct lw_source src;
	struct lw_images all;
	const struct lw_image *img; /* the first; NULL: none, err tells why */
	struct lw_error err;
};

const struct lw_image *mx_parse(const struct mx *m, struct mx_parsed *p);
void mx_parsed_free(struct mx_parsed *p);
/* The code of the first image's damage; LW_E_OK if there is none. */
enum lw_code mx_damage(const struct mx_parsed *p);
/* Looks at everything, for the sanitizers; symbols and hashes too. */
size_t mx_touch(struct mx_parsed *p);

#endif
