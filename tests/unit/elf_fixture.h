/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small ELF files for tests, written with the field tables that the reader reads with. Every record has a name ("ehdr",
 * "phdr.load", "dyn.DT_NEEDED", "verneed.0"), so that a test can say which field it spoils. Offsets and bytes without a
 * record have a name too ("gnu_hash").
 */
#ifndef ELF_FIXTURE_H
#define ELF_FIXTURE_H

#include "format/elf_parse.h"
#include "format/elf_records.h"

#define FX_BASE UINT64_C(0x10000) /* addresses are file offsets plus this */
#define FX_MOST_MARKS 128

struct fx_mark {
	char name[32];
	const struct lw_record *rec; /* NULL: only a place */
	uint64_t off;
};

struct fx {
	bool is64, big;
	uint8_t *bytes; /* exactly n when it is made: a sanitizer sees a read behind them */
	size_t n, cap;
	struct fx_mark marks[FX_MOST_MARKS];
	size_t n_marks;
	char *strings; /* what DT_STRTAB will hold */
	size_t n_strings, cap_strings;
};

struct fx_opts {
	bool is64, big;
	bool no_interp, no_sysv_hash, no_gnu_hash, no_versions, no_notes;
	bool alone;             /* no DT_NEEDED, DT_AUXILIARY and DT_FILTER */
	uint32_t n_more_needed; /* "libNNNNNN.so" behind the others */
	const struct lw_dyn *more;
	size_t n_more;
	uint16_t machine, type; /* 0: x86-64, ET_DYN */
};

/* One file with all that the reader knows. Owner: the caller, fx_free. */
void fx_make(struct fx *f, const struct fx_opts *opts);
void fx_free(struct fx *f);

/* The four flavours, by number 0 to 3. */
void fx_flavour(struct fx_opts *o, unsigned which);

/* Fails the test if there is no such name. */
const struct fx_mark *fx_find(const struct fx *f, const char *name);
uint64_t fx_get(const struct fx *f, const char *name, const char *field);
void fx_set(struct fx *f, const char *name, const char *field, uint64_t value);
/* Where in the file a field lies. */
uint64_t fx_field_off(const struct fx *f, const char *name, const char *field);
/* A number of size bytes at off from a name. */
void fx_poke(struct fx *f, const char *name, uint64_t off, unsigned size, uint64_t value);
/* The file ends here now. */
void fx_cut(struct fx *f, size_t n);

/* What the reader makes of it. */
struct fx_parsed {
	struct lw_arena a;
	struct lw_source src;
	struct lw_image *img; /* NULL: none; err tells why */
	struct lw_error err;
};

const struct lw_image *fx_parse(const struct fx *f, struct fx_parsed *p);
void fx_parsed_free(struct fx_parsed *p);
/* The code of the damage; LW_E_OK if there is none. */
enum lw_code fx_damage(const struct fx_parsed *p);
/* How many dynamic symbols the hash tables tell of; 0, with p->err set, if they are wrong. */
uint64_t fx_symbols(struct fx_parsed *p);

#endif
