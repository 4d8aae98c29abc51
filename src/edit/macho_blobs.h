/* SPDX-License-Identifier: Apache-2.0 */
/* Code directories and the blob that holds them (xnu osfmk/kern/cs_blobs.h), put together; big endian in every file. */
#ifndef LW_EDIT_MACHO_BLOBS_H
#define LW_EDIT_MACHO_BLOBS_H

#include "edit/macho.h"

/* Fields of a code directory behind those of lw_rec_directory, by their place. */
enum mo_cd_field {
	MO_CD_FLAGS = 12,
	MO_CD_N_SPECIAL = 24,
	MO_CD_SCATTER = 44,   /* from version 0x20100 on */
	MO_CD_TEAM = 48,      /* 0x20200 */
	MO_CD_EXEC_BASE = 64, /* 0x20400 */
	MO_CD_EXEC_LIMIT = 72,
	MO_CD_EXEC_FLAGS = 80,
	MO_CD_PRE_ENCRYPT = 92, /* 0x20500, behind the runtime's version */
	MO_CD_LINKAGE = 96,     /* 0x20600 */
};

/* How long the fixed part of that version is. */
uint64_t lw_mo_cd_head(uint64_t version);

/* A code directory of the old signature: its bytes in blob, checked. */
struct mo_directory {
	const struct lw_macho_directory *d;
	struct lw_span bytes;  /* all of it */
	uint64_t head, hashes; /* where the fixed part ends; where the hashes of pages begin */
	uint64_t n_special;    /* hashes before them */
};

/* What its hashes are of is known, and nothing in it lies over another part. Errors: MALFORMED, UNSUPPORTED. */
bool lw_mo_directory_check(const struct mo_slice *s, struct lw_span blob, uint32_t i, struct mo_directory *out,
			   struct lw_error *err) LW_USE;
/* The hash of each page of body as far as d covers it, n_pages times hash_size bytes. */
bool lw_mo_hash_pages(const struct lw_macho_directory *d, const struct lw_source *body, uint8_t *out,
		      struct lw_error *err) LW_USE;

/* The entries of a signature's index, checked: no two of its parts lie over each other or over the index. */
struct mo_blob {
	uint64_t type, off, len;
};
struct mo_index {
	LW_VEC(struct mo_blob) blobs;
};
bool lw_mo_index_read(const struct mo_slice *s, struct lw_span blob, struct mo_index *out, struct lw_error *err) LW_USE;

/* All bytes of the old signature, which may be changed. Errors: LIMIT, those of readers, NOMEM. */
bool lw_mo_old_signature(const struct mo_slice *s, uint8_t **out, struct lw_span *span, struct lw_error *err) LW_USE;

#endif
