/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the PE editor share. Addresses are RVAs unless said otherwise. An edit of a PE file changes who is
 * named, never what is imported: the names lie anywhere in the image, and a table has the address of each.
 */
#ifndef LW_EDIT_PE_EDIT_H
#define LW_EDIT_PE_EDIT_H

#include "edit/patches.h"
#include "format/pe_parse.h"
#include "format/pe_reader.h"

/* One place that names a library. */
enum lw_pe_naming_kind { LW_PE_NAMES_IMPORT, LW_PE_NAMES_DELAY, LW_PE_NAMES_FORWARD, LW_PE_NAMES_ITSELF };

struct lw_pe_item;

struct lw_pe_naming {
	enum lw_pe_naming_kind kind;
	uint32_t index; /* of pe->dlls; of a forwarded export: its entry in the address table */
	uint64_t field; /* the four bytes that hold the name's address */
	uint64_t bias;  /* what they hold beside the RVA: the image base in delay imports of the old form */
	uint64_t rva;   /* of the name; 0: there is none yet */
	const char *was, *now;
	bool gone;                                                               /* the import is taken out */
	enum { LW_PE_STAYS, LW_PE_IN_PLACE, LW_PE_MOVES, LW_PE_IN_EXPORTS } how; /* IN_EXPORTS: with the directory */
	uint64_t room;           /* IN_PLACE: bytes that the name may take */
	struct lw_pe_item *item; /* MOVES */
};

/* What the edits come to. */
struct lw_pe_wants {
	LW_VEC(struct lw_pe_naming) names; /* imports, delay imports, forwards, the own name */
	uint32_t n_imports;                /* how many of the names and of pe->dlls are imports */
	struct lw_pe_exports exports;
	const struct lw_pe_import *imports;
	size_t n_symbols;
	uint64_t load_flags, dll_characteristics;
};

/* Whose bytes they are. Only a change for the same owner may touch them. */
enum lw_pe_owner {
	LW_PE_OWN_FOREIGN, /* never changed */
	LW_PE_OWN_IMPORTS,
	LW_PE_OWN_DELAYS,
	LW_PE_OWN_EXPORTS,
	LW_PE_OWN_ADDRESSES, /* the export address table */
	LW_PE_OWN_IAT,
	LW_PE_OWN_LOAD_CONFIG,
	LW_PE_OWN_DEBUG,
	LW_PE_OWN_NAMES,
	LW_PE_N_OWNERS
};

struct lw_pe_range {
	uint64_t start, end;
	uint64_t reach; /* the greatest end of this one and those before it */
};

/* What is known to be read by somebody. */
struct lw_pe_used {
	LW_VEC(struct lw_pe_range) of[LW_PE_N_OWNERS];
};

/* A part of the old file, and what becomes of it. */
struct lw_pe_region {
	uint64_t off, rva, len;
	uint8_t *bytes;
	const uint8_t *old;
	const char *what, *why;
};

/* Something that needs a new place: a name, or the export directory with all its strings. */
struct lw_pe_item {
	const char *text; /* NULL: the export directory */
	uint64_t len, align, rva;
	uint8_t *to;
};

struct lw_pe_edit {
	struct lw_editing *e;
	struct lw_pe_reader r;
	struct lw_image img; /* the reader's */
	struct lw_pe pe;
	struct lw_pe_wants want;
	struct lw_pe_used used;
	LW_VEC(struct lw_pe_region *) regions;
	struct lw_pe_region *head; /* from the PE signature to the end of the headers */
	uint64_t sections_off;     /* of the section table in the file */
	uint64_t raw_end;          /* where the headers and the sections end in the file */
	uint64_t kept_end;         /* where what is kept of the old file ends */
	bool drops_bindings, moves_exports;
	LW_VEC(struct lw_pe_item *) items;
	/* New bytes behind the sections, at an offset from raw_end on. */
	uint64_t grown_off, grown_len;
	uint8_t *grown;
	uint8_t *sum; /* where the new check sum goes; or NULL */
};

/* Reads what the file names and what the edits make of it. Errors: UNSUPPORTED, NOT_FOUND, USAGE, the reader's, NOMEM.
 */
bool lw_pe_edit_init(struct lw_pe_edit *x, struct lw_editing *e, struct lw_error *err) LW_USE;
bool lw_pe_wants_read(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
bool lw_pe_wants_apply(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
/* --load-flags, --set-flag, --clear-flag. Errors: UNSUPPORTED, USAGE, the reader's. */
bool lw_pe_want_load_flags(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) LW_USE;
bool lw_pe_want_flag(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) LW_USE;
/* Lines of what changes; *n counts them. Errors: NOMEM. */
bool lw_pe_wants_tell(struct lw_pe_edit *x, bool *any, struct lw_error *err) LW_USE;
/* A name is another one, or is gone. */
bool lw_pe_naming_changed(const struct lw_pe_naming *n);
/* One of those of imports and delay imports has changed. */
bool lw_pe_wants_touch_imports(const struct lw_pe_wants *w);
/* How many symbols are imported from pe->dlls[dll], and the first of them. */
size_t lw_pe_wants_symbols(const struct lw_pe_wants *w, uint32_t dll, size_t *first);

/* Fills used. Errors: the reader's, NOMEM. */
bool lw_pe_used_read(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
/* Do these bytes meet any that somebody else owns? */
bool lw_pe_used_meets(const struct lw_pe_used *u, uint64_t rva, uint64_t len, enum lw_pe_owner mine);
/* Where the next used bytes begin, at rva or behind it; UINT64_MAX if there are none. */
uint64_t lw_pe_used_next(const struct lw_pe_used *u, uint64_t rva);

/* What editing relies on: no two sections share bytes of the file. Sets sections_off and raw_end. Errors: UNSUPPORTED,
 * NOMEM. */
bool lw_pe_check_sane(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
/* Opens the headers. Errors: IO, TRUNCATED, NOMEM. */
bool lw_pe_head_open(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
/* A field of a record at off (in the file) of the headers. */
void lw_pe_head_set(struct lw_pe_edit *x, const struct lw_record *rec, uint64_t off, size_t host, uint64_t value);
/* Where section i's header, the COFF header and the optional header lie in the file. */
uint64_t lw_pe_section_off(const struct lw_pe_edit *x, uint64_t i);
uint64_t lw_pe_coff_off(const struct lw_pe_edit *x);
uint64_t lw_pe_optional_off(const struct lw_pe_edit *x);
/* A field of a record that begins at p. */
void lw_pe_put_field(const struct lw_pe_edit *x, uint8_t *p, const struct lw_record *rec, size_t host, uint64_t value);

/* Opens len bytes at an address for a change; owner's alone. NULL: UNSUPPORTED (they are not all in the file, or not
 * his alone), IO, NOMEM. */
struct lw_pe_region *lw_pe_region_open(struct lw_pe_edit *x, struct lw_pe_ref ref, uint64_t len, enum lw_pe_owner owner,
				       const char *what, struct lw_error *err) LW_USE;
/* A copy of n bytes at an address; behind what is in the file there are zeros. Errors: the reader's, NOMEM. */
uint8_t *lw_pe_view(struct lw_pe_edit *x, struct lw_pe_ref ref, uint64_t n, struct lw_error *err) LW_USE;
/* Makes patches of all that differs. Errors: UNSUPPORTED (two regions meet), NOMEM. */
bool lw_pe_regions_patch(struct lw_pe_edit *x, struct lw_patches *out, struct lw_error *err) LW_USE;

/* Finds a place for each name that changes, and writes the names. Errors: UNSUPPORTED, IO, NOMEM. */
bool lw_pe_room_find(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
/* Space for items where the file has it; *found tells whether it was enough. Errors: IO, NOMEM. */
bool lw_pe_slack_place(struct lw_pe_edit *x, bool *found, struct lw_error *err) LW_USE;
/* The section that an earlier edit has added, or pe.n_sections. */
bool lw_pe_own_section(struct lw_pe_edit *x, uint32_t *out, struct lw_error *err) LW_USE;
/* Lays the items out from at on, each aligned; gives where they end. */
uint64_t lw_pe_items_lay(struct lw_pe_edit *x, uint64_t at);
/* Places all items in that section, which may grow if it is the last one; in a new section; at the end of the last
 * section. *found is false where that cannot be. Errors: UNSUPPORTED, IO, NOMEM. */
bool lw_pe_own_place(struct lw_pe_edit *x, uint32_t own, bool may_grow, bool *found, struct lw_error *err) LW_USE;
bool lw_pe_append_place(struct lw_pe_edit *x, bool *found, struct lw_error *err) LW_USE;
bool lw_pe_enlarge_place(struct lw_pe_edit *x, bool *found, struct lw_error *err) LW_USE;
/* Why there is no room. Gives false. */
bool lw_pe_no_room(const struct lw_pe_edit *x, struct lw_error *err);

/* How many bytes the moved export directory takes; writes it to its item. Errors: the reader's, NOMEM. */
bool lw_pe_exports_measure(struct lw_pe_edit *x, uint64_t *len, struct lw_error *err) LW_USE;
bool lw_pe_exports_write(struct lw_pe_edit *x, const struct lw_pe_item *item, struct lw_error *err) LW_USE;
/* The addresses of names in import tables, delay import tables, export tables; what was bound is unbound. Errors:
 * UNSUPPORTED, the reader's, NOMEM. */
bool lw_pe_tables_write(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
bool lw_pe_bindings_drop(struct lw_pe_edit *x, struct lw_error *err) LW_USE;
bool lw_pe_flags_write(struct lw_pe_edit *x, struct lw_error *err) LW_USE;

/* The certificate table goes, and what lies behind the sections stays or moves. Errors: UNSUPPORTED, IO, NOMEM. */
bool lw_pe_tail_write(struct lw_pe_edit *x, struct lw_error *err) LW_USE;

/* The check sum of a file whose own field lies at field (ImageHlp, MapFileAndCheckSum). Errors: IO. */
bool lw_pe_sum(const struct lw_source *src, uint64_t field, uint32_t *out, struct lw_error *err) LW_USE;

/* See lw_editor. */
bool lw_pe_edit_verify(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		       struct lw_error *err) LW_USE;

#endif
