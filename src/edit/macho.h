/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the Mach-O editor share. Each slice of a file (a thin file is one slice) is edited by itself: its
 * load commands become a list, edits change the list, and the list is written over the old one and into the padding
 * behind it. Nothing else of a slice moves; its signature is made again (macho_sign.c). Offsets here count from the
 * begin of the slice, as in the file.
 */
#ifndef LW_EDIT_MACHO_H
#define LW_EDIT_MACHO_H

#include "edit/editing.h"
#include "linkwright/macho.h"

struct mo_command {
	uint32_t cmd;
	bool fresh;           /* changed or added */
	uint32_t ordinal;     /* of a dylib: by this number the old file's tables know it; 0: it is new, or no dylib */
	struct lw_span bytes; /* all of it, as the file will have it */
};

/* New bytes behind the commands: another ordinal of a library in a table. */
struct mo_poke {
	uint64_t off;
	struct lw_span bytes;
};

/* What becomes of the signature. */
enum mo_signing {
	MO_UNSIGNED, /* there is none */
	MO_AGAIN,    /* the same over the new bytes */
	MO_INSTEAD,  /* one that nobody stands for, in place of one with a certificate */
	MO_NEW,      /* there was none */
};

struct mo_slice {
	struct lw_editing *e;
	const struct lw_image *img;
	const char *who;     /* "arm64: ", or "" in a thin file: what lines about it begin with */
	uint64_t base, size; /* where it lies in the old file */
	uint64_t old_end;    /* where the old commands end */
	uint64_t content;    /* where what lies behind them begins */
	LW_VEC(struct mo_command) commands;
	bool changed;
	LW_VEC(struct mo_poke) pokes;          /* by off */
	const struct lw_macho_symbol *symbols; /* once they have been asked for */
	size_t n_symbols;
	bool has_symbols;
	/* Laid out. */
	struct lw_span head; /* header and commands, with zeros over what they left; empty where nothing changed */
	enum mo_signing signing;
	uint64_t sign_at;
	struct lw_span sign;
	uint64_t new_base, new_size;
};

struct mo_file {
	struct lw_editing *e;
	struct mo_slice *slices;
	uint32_t n;
	uint32_t n_missing; /* warnings of what was to be removed and is not there */
};

/* macho_commands.c: the list. An index is one into commands. */
bool lw_mo_slice_init(struct mo_slice *s, struct lw_editing *e, const struct lw_image *img,
		      struct lw_error *err) LW_USE;
bool lw_mo_is_dylib(uint32_t cmd);
/* The string of a command that has one; NULL: it does not lie behind the fixed part. */
const char *lw_mo_text(const struct mo_slice *s, uint32_t i);
/* The first command from i on of this kind with this string; n where there is none. cmd 0: any that loads a dylib;
 * text NULL: any. */
uint32_t lw_mo_find(const struct mo_slice *s, uint32_t i, uint32_t cmd, const char *text);
/* Another string for a command: the fixed part stays. Errors: MALFORMED, LIMIT, NOMEM. */
bool lw_mo_set_text(struct mo_slice *s, uint32_t i, const char *text, struct lw_error *err) LW_USE;
/* A number of size bytes in a command. Errors: MALFORMED, NOMEM. */
bool lw_mo_set_number(struct mo_slice *s, uint32_t i, uint64_t at, unsigned size, uint64_t value,
		      struct lw_error *err) LW_USE;
/* One of four bytes; 0 where the command ends before it. */
uint64_t lw_mo_number(const struct mo_slice *s, uint32_t i, uint64_t at);
void lw_mo_remove(struct mo_slice *s, uint32_t i);
/* A new command before the one at i, with n_numbers words behind cmd and cmdsize; where text is not NULL the first of
 * them becomes the offset of that string. Errors: LIMIT, NOMEM. */
bool lw_mo_insert(struct mo_slice *s, uint32_t i, uint32_t cmd, const uint32_t *numbers, uint32_t n_numbers,
		  const char *text, struct lw_error *err) LW_USE;
/* Other bytes for a command, of the same kind; they live in the arena. */
void lw_mo_put(struct mo_slice *s, uint32_t i, struct lw_span bytes);
/* Bytes of all commands. */
uint64_t lw_mo_commands_size(const struct mo_slice *s);

/* macho_edits.c: does one edit. *hit becomes true where what it is about is there. Errors: UNSUPPORTED, USAGE,
 * MALFORMED, LIMIT, IO, NOMEM. */
bool lw_mo_edit(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) LW_USE;
/* What is not there in any slice: nothing to remove, which is told by a warning, or nothing to change. Errors:
 * NOT_FOUND, NOMEM. */
bool lw_mo_not_found(struct lw_editing *e, const struct lw_edit *edit, struct lw_error *err) LW_USE;
/* macho_needed.c: the edits about dylibs. */
bool lw_mo_edit_needed(struct mo_slice *s, const struct lw_edit *edit, bool *hit, struct lw_error *err) LW_USE;
/* "1.2.3:1.0" as the versions of the dylib command at i; what is not given stays. Errors: USAGE, MALFORMED, NOMEM. */
bool lw_mo_set_versions(struct mo_slice *s, const struct lw_edit *edit, uint32_t i, const char *text,
			struct lw_error *err) LW_USE;
/* macho_ordinals.c: takes out the dylib command at i, if nothing is bound to it. Errors: UNSUPPORTED (with the
 * symbols), those of readers, NOMEM. */
bool lw_mo_remove_dylib(struct mo_slice *s, uint32_t i, struct lw_error *err) LW_USE;
/* After all edits: what counts dylibs that have another number now is changed where it lies. */
bool lw_mo_renumber(struct mo_slice *s, struct lw_error *err) LW_USE;
/* macho_shrink.c: drops rpaths that serve none of the libraries. */
bool lw_mo_shrink(struct mo_slice *s, struct lw_error *err) LW_USE;

/* macho_room.c: where the padding ends, by all that tells of a place in the file. Errors: MALFORMED. */
bool lw_mo_find_content(struct mo_slice *s, struct lw_error *err) LW_USE;
/* Puts header and commands together. Errors: UNSUPPORTED (there is no room), IO, NOMEM. */
bool lw_mo_lay_head(struct mo_slice *s, struct lw_error *err) LW_USE;

/*
 * macho_sign.c: what becomes of the signature. The first refuses what cannot be signed again, and where a signature is
 * added changes the commands for it; the second makes it when the head is laid out. Errors: UNSUPPORTED, MALFORMED,
 * LIMIT, IO, NOMEM.
 */
bool lw_mo_sign_prepare(struct mo_slice *s, struct lw_error *err) LW_USE;
bool lw_mo_sign(struct mo_slice *s, struct lw_error *err) LW_USE;

/* macho_blobs.c, macho_resign.c: signatures in the arena. body: the new slice up to the signature. */
bool lw_mo_sign_again(struct mo_slice *s, const struct lw_source *body, struct lw_error *err) LW_USE;
bool lw_mo_sign_instead(struct mo_slice *s, const struct lw_source *body, struct lw_error *err) LW_USE;
bool lw_mo_sign_new(struct mo_slice *s, const struct lw_source *body, struct lw_error *err) LW_USE;
/* How many bytes lw_mo_sign_new makes for so many bytes of code. */
uint64_t lw_mo_sign_new_size(const struct mo_slice *s, uint64_t limit);

/* macho_lay.c: the new file out of slices. Errors: UNSUPPORTED, IO, NOMEM. */
bool lw_mo_lay_file(struct mo_file *f, struct lw_error *err) LW_USE;

/* macho_verify.c: see lw_editor.verify. */
bool lw_mo_verify(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		  struct lw_error *err) LW_USE;

#endif
