/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zip files, as APPNOTE 6.3.10 describes them. Only what the central directory lists is there, and the local header of
 * each member must agree with it; members may not overlap. Of two members of one name the later one stays, as in
 * Python's zipfile. Refused: encryption, methods other than stored and deflate, archives in several parts, bytes in
 * front of the archive.
 */
#ifndef LW_ARCHIVE_ZIP_H
#define LW_ARCHIVE_ZIP_H

#include "archive/tree.h"

struct lw_zip_member {
	char *name;
	uint32_t flags, method, crc, attributes, system;
	uint64_t packed, size, header; /* where its local header is */
	uint64_t data;                 /* where its bytes are; once the local header was read */
};

struct lw_zip {
	const struct lw_source *src;
	uint64_t directory, n_directory, n_members; /* where the central directory is, how long, how many are in it */
	LW_VEC(struct lw_zip_member) members;       /* in its order */
};

/* Lays the members of src, which must outlive the tree, into it. Symbolic links are files where links_are_files. */
bool lw_zip_read(const struct lw_source *src, struct lw_archive_tree *t, bool links_are_files,
		 struct lw_error *err) LW_USE;

/* zip_directory.c: finds and reads the central directory into z (src told). */
bool lw_zip_directory(struct lw_zip *z, uint32_t most, struct lw_arena *a, struct lw_error *err) LW_USE;

#endif
