/* SPDX-License-Identifier: Apache-2.0 */
/* What the builders of a PE file's headers and tables share. */
#ifndef LW_WORLDFILE_PE_MAKING_H
#define LW_WORLDFILE_PE_MAKING_H

#include "format/pe_records.h"
#include "worldfile/pe_build.h"

/* A section while it grows. Places in it are offsets from its beginning. */
struct lw_pe_chunk {
	struct lw_arena *a;
	bool is64;
	uint64_t rva;
	LW_VEC(uint8_t) bytes;
};

struct lw_pe_making {
	const struct lw_pe_desc *d;
	bool is64;
	uint64_t base, code; /* the image's address, and the RVA of code that returns */
	struct lw_pe_chunk data, resources;
	struct lw_pe_directory dirs[LW_PE_DIRECTORIES];
};

/* n zeros at the next multiple of align; *at is where they begin. Errors: LIMIT, NOMEM. */
bool lw_pe_room(struct lw_pe_chunk *p, uint64_t n, uint64_t align, uint64_t *at, struct lw_error *err) LW_USE;
/* Text with its NUL. */
bool lw_pe_put_text(struct lw_pe_chunk *p, const char *text, uint64_t *at, struct lw_error *err) LW_USE;
/* Over room that there is. */
void lw_pe_set(struct lw_pe_chunk *p, uint64_t at, unsigned size, uint64_t value);
void lw_pe_set_record(struct lw_pe_chunk *p, const struct lw_record *rec, uint64_t at, const void *host);

/* The tables; each fills its part and its data directory. */
bool lw_pe_make_imports(struct lw_pe_making *m, struct lw_error *err) LW_USE;
bool lw_pe_make_delays(struct lw_pe_making *m, struct lw_error *err) LW_USE;
bool lw_pe_make_exports(struct lw_pe_making *m, struct lw_error *err) LW_USE;
bool lw_pe_make_load_config(struct lw_pe_making *m, struct lw_error *err) LW_USE;
bool lw_pe_make_manifest(struct lw_pe_making *m, struct lw_error *err) LW_USE;

#endif
