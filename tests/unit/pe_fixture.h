/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small PE files for tests, written with the field tables that the reader reads with. Every record has a name ("coff",
 * "section.0", "import.0", "export"), so that a test can say which field it spoils; places without a record have a
 * name too ("export.names").
 */
#ifndef PE_FIXTURE_H
#define PE_FIXTURE_H

#include "format/pe_parse.h"
#include "format/pe_records.h"

#define PX_BASE32 UINT64_C(0x10000000)
#define PX_BASE64 UINT64_C(0x180000000)
#define PX_MOST_MARKS 128
#define PX_MANIFEST "<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'/>"

struct px_mark {
	char name[32];
	const struct lw_record *rec; /* NULL: only a place */
	uint64_t off;
};

struct px {
	bool is64;
	uint8_t *bytes; /* exactly n when it is made: a sanitizer sees a read behind them */
	size_t n, cap;
	uint64_t delta; /* of the section that is written: RVA less file offset */
	struct lw_pe_directory dirs[LW_PE_DIRECTORIES];
	struct px_mark marks[PX_MOST_MARKS];
	size_t n_marks;
};

/* One file with all that the reader knows. Owner: the caller, px_free. */
void px_make(struct px *f, bool is64);
void px_free(struct px *f);

/* Fails the test if there is no such name. */
const struct px_mark *px_find(const struct px *f, const char *name);
uint64_t px_get(const struct px *f, const char *name, const char *field);
void px_set(struct px *f, const char *name, const char *field, uint64_t value);
uint64_t px_field_off(const struct px *f, const char *name, const char *field);
/* A number of size bytes at off from a name. */
void px_poke(struct px *f, const char *name, uint64_t off, unsigned size, uint64_t value);
/* The file ends here now. */
void px_cut(struct px *f, size_t n);

/* What the reader makes of it. */
struct px_parsed {
	struct lw_arena a;
	struct lw_source src;
	struct lw_image *img; /* NULL: none; err tells why */
	struct lw_error err;
};

const struct lw_image *px_parse(const struct px *f, struct px_parsed *p);
void px_parsed_free(struct px_parsed *p);
/* The code of the damage; LW_E_OK if there is none. */
enum lw_code px_damage(const struct px_parsed *p);

#endif
