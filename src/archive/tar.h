/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tar files: ustar and pax (POSIX.1-2017, pax), GNU's long names and both of its kinds of sparse files, and what was
 * there before (v7). Read here and not with libarchive, because members are to be read in place: libarchive does not
 * tell where the bytes of a member lie in what its filters unpack.
 */
#ifndef LW_ARCHIVE_TAR_H
#define LW_ARCHIVE_TAR_H

#include "archive/tree.h"

#define LW_TAR_BLOCK 512

/* Does a header of tar begin with these bytes (at least a block)? */
bool lw_tar_tell(struct lw_span first);

/*
 * Lays the members of src, which must outlive the tree, into it; src is read to its end. Where layer is set, names that
 * begin with ".wh." take away what the layers before have there (OCI image specification, layer.md).
 */
bool lw_tar_read(const struct lw_source *src, struct lw_archive_tree *t, bool layer, struct lw_error *err) LW_USE;

/* ---- between the files of the reader ---- */

/* Which bytes of a sparse file are there: the others are zero. */
struct lw_tar_extent {
	uint64_t at, n;  /* in the file */
	uint64_t stored; /* where they are behind the member's header */
};

/* What stands before a member, or in its header, and is about it. */
struct lw_tar_facts {
	char *path, *target; /* NULL: as in the header */
	bool has_size, has_real_size;
	uint64_t size, real_size;
	uint32_t sparse; /* 0: not; 1: the map is told in records; 2: it stands before the bytes; 3: it is GNU's old
			    kind */
	LW_VEC(struct lw_tar_extent) extents;
};

struct lw_tar_header {
	char type;
	uint32_t mode;
	uint64_t size;
	char name[256 + 2], target[100 + 1];
};

/* tar_header.c. *empty: it is a block of zeros. off is its place, for the error. */
bool lw_tar_header(struct lw_span block, uint64_t off, struct lw_tar_header *out, bool *empty,
		   struct lw_error *err) LW_USE;
/* A number of a header, octal or of base 256. */
bool lw_tar_number(struct lw_span field, uint64_t *out);

/* tar_pax.c: records "LENGTH KEY=VALUE\n". */
bool lw_tar_pax(struct lw_span records, uint64_t off, struct lw_tar_facts *f, struct lw_arena *a,
		struct lw_error *err) LW_USE;
/* A decimal number that is all of the text. */
bool lw_tar_decimal(const char *text, size_t n, uint64_t *out);

/* tar_sparse.c. Both read at *off and move it behind what they read: GNU's further headers, and the map of format 1.0.
 */
bool lw_tar_old_sparse(const struct lw_source *src, struct lw_span block, uint64_t *off, struct lw_tar_facts *f,
		       struct lw_arena *a, struct lw_error *err) LW_USE;
bool lw_tar_map_before(const struct lw_source *src, uint64_t *off, uint64_t n, struct lw_tar_facts *f,
		       struct lw_arena *a, struct lw_error *err) LW_USE;
/* A source of the whole file, whose stored bytes are n at off. */
bool lw_tar_sparse_source(struct lw_pool *p, const struct lw_source *src, uint64_t off, uint64_t n,
			  const struct lw_tar_facts *f, struct lw_source *out, struct lw_error *err) LW_USE;

#endif
