/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of tables*.c share while tables are built. */
#ifndef LW_FUSE_TABLES_OWN_H
#define LW_FUSE_TABLES_OWN_H

#include "base/vec.h"
#include "edit/elf_work.h"
#include "format/elf_reader.h"
#include "format/elf_records.h"
#include "fuse/tables.h"

struct lw_fuse_string {
	const char *text;
	uint32_t len, off;
};

struct lw_fuse_def {
	struct lw_fuse_version_def as;
	uint32_t index;
};

struct lw_fuse_asked {
	const char *version;
	bool weak;
	uint32_t index;
};

struct lw_fuse_file {
	const char *name;
	LW_VEC(struct lw_fuse_asked *) asked;
	struct lw_map by_version;
};

struct lw_fuse_making {
	struct lw_fuse_tables *t;
	LW_VEC(struct lw_fuse_string *) strings; /* but for the names that the GNU table finds */
	uint32_t n_dynstr;                       /* bytes of all of them and of the empty one */
	LW_VEC(struct lw_fuse_def *) defs;
	LW_VEC(struct lw_fuse_file *) files;
	struct lw_map by_def, by_file;
	uint32_t n_asked;      /* versions of all files */
	uint32_t before;       /* the index before that of the first version */
	uint32_t first_hashed; /* place of the first symbol that the GNU table finds */
	uint32_t n_buckets;
	/* Of the symbol at first_hashed + i: its GNU hash, and how many bytes its name has. */
	uint32_t *hashes, *lens;
};

/* tables_strings.c: gives the names of the symbols that the GNU table finds their offsets; notes a text (once) and
 * gives its own; writes .dynstr. */
bool lw_fuse_strings_of_hashed(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
bool lw_fuse_string_add(struct lw_fuse_making *m, const char *text, uint32_t *off, struct lw_error *err) LW_USE;
bool lw_fuse_strings_write(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
/* The offset of a text that was noted. */
uint32_t lw_fuse_string_at(const struct lw_fuse_tables *t, const char *text);

/* tables_symbols.c: gives each symbol its place; makes room for .dynsym; writes .gnu.version. */
bool lw_fuse_symbols_order(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
bool lw_fuse_symbols_room(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
bool lw_fuse_versym_write(struct lw_fuse_making *m, struct lw_error *err) LW_USE;

/* tables_gnu_hash.c, tables_hash.c */
uint32_t lw_fuse_gnu_hash_buckets(uint32_t n_hashed);
bool lw_fuse_gnu_hash_write(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
bool lw_fuse_hash_write(struct lw_fuse_making *m, struct lw_error *err) LW_USE;

/* tables_defs.c and tables_needs.c: gather versions, number them from an index on, write their tables. */
bool lw_fuse_defs_gather(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
bool lw_fuse_defs_write(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
uint32_t lw_fuse_def_index(const struct lw_fuse_making *m, const char *version);
bool lw_fuse_needs_gather(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
void lw_fuse_needs_number(struct lw_fuse_making *m, uint32_t first);
bool lw_fuse_needs_write(struct lw_fuse_making *m, struct lw_error *err) LW_USE;
uint32_t lw_fuse_need_index(const struct lw_fuse_making *m, const char *file, const char *version);

/* Room for a table; NULL with NOMEM. */
uint8_t *lw_fuse_table_room(struct lw_fuse_making *m, uint64_t size, struct lw_span *out, struct lw_error *err) LW_USE;

#endif
